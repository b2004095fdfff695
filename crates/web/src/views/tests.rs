//! Every sample page is well formed, names its language, works without inline script or style, and labels what it asks.

use std::collections::BTreeSet;

use super::samples;
use crate::i18n::Lang;

const VOID: [&str; 9] = ["area", "br", "col", "hr", "img", "input", "link", "meta", "source"];

/// One tag: name, attributes as written, whether it closes.
struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
    is_end: bool,
    is_void: bool,
}

impl<'a> Tag<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        let (_, rest) = self.attributes.split_once(&format!(" {name}=\""))?;
        rest.split('"').next()
    }

    fn has(&self, name: &str) -> bool {
        self.get(name).is_some() || self.attributes.split_whitespace().any(|word| word == name)
    }
}

fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    for part in html.split('<').skip(1) {
        if part.starts_with('!') {
            continue;
        }
        let (inside, _) = part.split_once('>').expect("every tag ends");
        let is_end = inside.starts_with('/');
        let inside = inside.trim_start_matches('/');
        let end = inside.find(char::is_whitespace).unwrap_or(inside.len());
        let name = inside[..end].trim_end_matches('/');
        let is_void = VOID.contains(&name) || inside.ends_with('/');
        found.push(Tag { name, attributes: &inside[end..], is_end, is_void });
    }
    found
}

fn check(name: &str, lang: Lang, html: &str) {
    let tags = tags(html);
    let mut open: Vec<&str> = Vec::new();
    let mut ids = BTreeSet::new();
    for tag in &tags {
        if tag.is_end {
            assert_eq!(open.pop(), Some(tag.name), "{name}: closing tag out of order");
            continue;
        }
        if !tag.is_void {
            open.push(tag.name);
        }
        assert!(!tag.has("style"), "{name}: style attribute in <{}{}>", tag.name, tag.attributes);
        assert!(tag.name != "script" || tag.has("src"), "{name}: inline script");
        let has_event = tag.attributes.split_whitespace().any(|word| word.starts_with("on") && word.contains("=\""));
        assert!(!has_event, "{name}: event attribute in <{}{}>", tag.name, tag.attributes);
        if let Some(id) = tag.get("id") {
            assert!(ids.insert(id), "{name}: id {id} twice");
        }
        if tag.name == "img" {
            let is_whole = tag.has("alt") && tag.has("width") && tag.has("height");
            assert!(is_whole, "{name}: <img{}> needs alt, width and height", tag.attributes);
        }
    }
    assert!(open.is_empty(), "{name}: never closed: {open:?}");
    assert_eq!(tags.first().and_then(|tag| tag.get("lang")), Some(lang.code()), "{name}: language");
    assert_eq!(tags.iter().filter(|tag| tag.name == "h1" && !tag.is_end).count(), 1, "{name}: one h1");
    check_forms(name, html, &tags, &ids);
}

fn check_forms(name: &str, html: &str, tags: &[Tag<'_>], ids: &BTreeSet<&str>) {
    for form in html.split("<form").skip(1) {
        let (form, _) = form.split_once("</form>").expect("every form ends");
        if form.split('>').next().is_some_and(|head| head.contains("method=\"post\"")) {
            assert!(form.contains("name=\"csrf\""), "{name}: form without csrf: {form:.120}");
            assert!(form.contains("name=\"idempotency_key\""), "{name}: form without idempotency key: {form:.120}");
        }
    }
    let labelled: BTreeSet<_> = tags.iter().filter(|tag| tag.name == "label").filter_map(|tag| tag.get("for")).collect();
    let mut is_in_label = false;
    for tag in tags {
        if tag.name == "label" {
            is_in_label = !tag.is_end;
        }
        let is_field = matches!(tag.name, "input" | "select" | "textarea") && !tag.is_end;
        if is_field && !matches!(tag.get("type"), Some("hidden" | "submit")) {
            let is_labelled = is_in_label || tag.has("aria-label") || tag.get("id").is_some_and(|id| labelled.contains(id));
            assert!(is_labelled, "{name}: field without label: <{}{}>", tag.name, tag.attributes);
        }
    }
    for id in tags.iter().filter_map(|tag| tag.get("aria-describedby")).flat_map(str::split_whitespace) {
        assert!(ids.contains(id), "{name}: described by {id}, which is not there");
    }
    for label in labelled {
        assert!(ids.contains(label), "{name}: label for {label}, which is not there");
    }
    for tag in tags.iter().filter(|tag| tag.name == "a" && !tag.is_end) {
        let target = tag.get("href").expect("a link leads somewhere");
        if let Some(id) = target.strip_prefix('#') {
            assert!(ids.contains(id), "{name}: link to #{id}, which is not there");
        }
    }
}

#[test]
fn every_sample_page_is_sound() {
    for lang in Lang::ALL {
        let pages = samples::all(lang);
        assert!(!pages.is_empty());
        for (name, html) in &pages {
            check(&format!("{}/{name}", lang.code()), lang, html);
        }
    }
}

#[test]
fn every_error_is_bound_to_its_field() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut paths = Vec::new();
    crate::i18n::tests::files(&root, &mut paths);
    let mut count = 0;
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        for (_, rest) in text.match_indices("m::wrong(page, ").map(|(at, call)| text.split_at(at + call.len())) {
            let field = rest.split(')').next().unwrap();
            let is_bound = ["told", "told_group"].iter().any(|call| text.contains(&format!("m::{call}(page, {field}")));
            assert!(is_bound, "{}: who does not see the page is not told of the error of {field}", path.display());
            count += 1;
        }
    }
    assert!(count > 30, "{count} errors were found");
}
