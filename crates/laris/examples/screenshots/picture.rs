//! Pictures small enough for a repository: a screen has few colours, so each point is one byte that names one of 256.

use std::collections::HashMap;
use std::io::Cursor;

use color_quant::NeuQuant;
use png::{ColorType, Compression, Decoder, Encoder, Filter};

/// Colours of a picture.
const COLOURS: usize = 256;
/// Every so manyth point teaches the palette; 1 is slowest and best.
const SAMPLED: i32 = 10;

/// The same PNG with a palette, about a third of its bytes; sharp, since no point mixes with its neighbours.
pub fn with_palette(png: &[u8]) -> Vec<u8> {
    let mut reader = Decoder::new(Cursor::new(png)).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    let points: Vec<[u8; 4]> = match info.color_type {
        ColorType::Rgba => bytes.as_chunks().0.to_vec(),
        ColorType::Rgb => bytes.as_chunks().0.iter().map(|&[red, green, blue]| [red, green, blue, u8::MAX]).collect(),
        other => panic!("a screen in {other:?}"),
    };
    let palette = NeuQuant::new(SAMPLED, COLOURS, points.as_flattened());
    let mut known: HashMap<[u8; 4], u8> = HashMap::new();
    let nearest = |point: &[u8; 4]| u8::try_from(palette.index_of(point)).unwrap();
    let indices: Vec<u8> = points.iter().map(|point| *known.entry(*point).or_insert_with(|| nearest(point))).collect();
    encode(info.width, info.height, palette.color_map_rgb(), &indices)
}

fn encode(width: u32, height: u32, palette: Vec<u8>, indices: &[u8]) -> Vec<u8> {
    let mut png = Vec::new();
    let mut encoder = Encoder::new(&mut png, width, height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_palette(palette);
    encoder.set_compression(Compression::High);
    encoder.set_filter(Filter::NoFilter);
    encoder.write_header().unwrap().write_image_data(indices).unwrap();
    png
}
