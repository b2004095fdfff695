//! The three languages say the same things, and say all that templates and handlers ask for, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::{Lang, T, from_accept, keys, sources};

/// Keys that code composes at run time: everything that starts so counts as used.
const COMPOSED: [&str; 5] = ["error-", "state-", "reason-", "group-", "sandbox-manner-"];

fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, source) in sources(lang) {
        let mut key = String::new();
        for line in source.lines() {
            if let Some(next) = keys(line).next() {
                key = next.to_owned();
                let twice = found.insert(key.clone(), BTreeSet::new());
                assert!(twice.is_none(), "{}/{name}.ftl says {key} twice", lang.code());
            }
            for variable in line.split('$').skip(1) {
                let end = variable.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(variable.len());
                if let Some(variables) = found.get_mut(&key) {
                    variables.insert(variable[..end].to_owned());
                }
            }
        }
    }
    found
}

#[test]
fn the_languages_have_the_same_keys_and_variables() {
    let reference = messages(Lang::Id);
    for lang in [Lang::Jv, Lang::En] {
        let other = messages(lang);
        let missing: Vec<_> = reference.keys().filter(|key| !other.contains_key(*key)).collect();
        let surplus: Vec<_> = other.keys().filter(|key| !reference.contains_key(*key)).collect();
        assert!(missing.is_empty() && surplus.is_empty(), "{}: missing {missing:?}, surplus {surplus:?}", lang.code());
        for (key, variables) in &reference {
            assert_eq!(Some(variables), other.get(key), "variables of {key} in {}", lang.code());
        }
    }
}

pub(crate) fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "html") {
            found.push(path);
        }
    }
}

/// Every key said as the first string of a call that looks up a message.
fn used() -> BTreeMap<String, PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    files(&root.join("src"), &mut paths);
    files(&root.join("templates"), &mut paths);
    let mut used = BTreeMap::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("file").replace("contains_key(", "contains(");
        for call in [".t(", ".t1(", ".t2(", ".t3(", ".text(", ".with(", ".find(", ".find_with(", "key("] {
            for rest in text.split(call).skip(1) {
                if let Some((key, _)) = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'))
                    && key.contains('-')
                    && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
                {
                    used.insert(key.to_owned(), path.clone());
                }
            }
        }
    }
    used
}

#[test]
fn every_key_used_exists() {
    let known = messages(Lang::Id);
    let unknown: Vec<_> = used().into_iter().filter(|(key, _)| !known.contains_key(key)).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn every_key_is_used() {
    let used = used();
    let idle: Vec<_> = messages(Lang::Id)
        .into_keys()
        .filter(|key| !used.contains_key(key) && !COMPOSED.iter().any(|start| key.starts_with(start)))
        .collect();
    assert!(idle.is_empty(), "no page says {idle:?}");
}

#[test]
fn tags_and_headers_name_languages() {
    let cases = [("id", Some(Lang::Id)), ("EN-gb", Some(Lang::En)), ("jv_ID", Some(Lang::Jv)), ("fr", None), ("", None)];
    for (tag, expected) in cases {
        assert_eq!(Lang::parse(tag), expected, "{tag}");
    }
    assert_eq!(from_accept("fr-FR, en;q=0.8, id;q=0.5"), Some(Lang::En));
}

#[test]
fn a_phone_number_stays_text_and_a_count_takes_its_plural() {
    let t = T::new(Lang::En);
    assert_eq!(t.with("basket-count", &[("count", &1)]), "1 item");
    assert_eq!(t.with("basket-count", &[("count", &3)]), "3 items");
    assert!(t.with("code-sent", &[("phone", &"0812 5555 0101")]).contains("0812 5555 0101"));
}
