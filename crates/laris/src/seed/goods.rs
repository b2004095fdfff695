//! Products of the markets and of the clusters.

use anyhow::Context as _;
use kernel::{BasisPoints, Quantity, Unit};
use market::catalogue::{Cluster, Product};

use super::files::{Files, GoodsRow};
use super::kinds;
use super::world::{Maker, World};

/// Adds the goods in the order of the files: first those of the markets, then those of the clusters.
pub fn add_products(world: &mut World, files: &Files, maker: &mut Maker) -> anyhow::Result<()> {
    for row in files.goods.iter().chain(&files.cluster_goods) {
        world.products.push(product(row, maker).with_context(|| row.slug.clone())?);
    }
    Ok(())
}

fn product(row: &GoodsRow, maker: &mut Maker) -> anyhow::Result<Product> {
    let quantity = |milli| Quantity::from_milli(milli).context("a quantity out of range");
    Ok(Product {
        id: maker.id(),
        slug: row.slug.clone(),
        commodity: row.commodity.clone(),
        illustration: row.illustration.clone(),
        name_id: row.name_id.clone(),
        name_jv: row.name_jv.clone(),
        name_en: row.name_en.clone(),
        cluster: match &row.cluster {
            Some(name) => Cluster::parse(name).with_context(|| name.clone())?,
            None => Cluster::Market,
        },
        group: row.group.clone(),
        sold_by: Unit::parse(&row.sold_by).with_context(|| row.sold_by.clone())?,
        unit: row.unit.clone(),
        pack_grams: row.pack_grams,
        pack_ml: row.pack_ml,
        tolerance: BasisPoints(row.tolerance_percent * 100),
        step: quantity(row.step)?,
        min: quantity(row.min)?,
        phrases: kinds::list(&row.synonyms),
        substitutes: kinds::list(&row.substitutes),
        ready_minutes: row.ready_minutes.unwrap_or(0),
    })
}
