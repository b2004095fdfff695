//! Error pages.

use super::{html, page};
use crate::i18n::Lang;
use crate::views::Nav;
use crate::views::error::{ErrorView, Link};

pub fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let not_found = ErrorView::new(page(lang, Nav::None, "/lapak/hilang", ""), 404);
    let conflict = ErrorView {
        back: Some(Link { href: "/keranjang".into(), text: "Lihat keranjang".into() }),
        ..ErrorView::new(page(lang, Nav::None, "/pesan", ""), 409)
    };
    let broken = ErrorView { reference: Some("7F3K-20".into()), ..ErrorView::new(page(lang, Nav::None, "/pesan", ""), 500) };
    vec![("error-404", html(&not_found)), ("error-409", html(&conflict)), ("error-500", html(&broken))]
}
