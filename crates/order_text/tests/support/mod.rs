//! A reader for the JSON data files of this repository, just enough for tests: the crate itself reads no files.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::path::Path;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    /// As written, so that nothing is lost.
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a file of `data/malang`.
    pub fn malang(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/malang").join(name);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let letters: Vec<char> = text.chars().collect();
        value(&letters, &mut 0)
    }

    pub fn get(&self, name: &str) -> &Self {
        let Self::Object(fields) = self else { panic!("no object: {self:?}") };
        fields.iter().find(|(field, _)| field == name).map_or(&Self::Null, |(_, value)| value)
    }

    pub fn list(&self) -> &[Self] {
        let Self::List(items) = self else { panic!("no list: {self:?}") };
        items
    }

    pub fn text(&self) -> &str {
        let Self::Text(text) = self else { panic!("no text: {self:?}") };
        text
    }

    pub fn texts(&self) -> Vec<String> {
        self.list().iter().map(|item| item.text().to_owned()).collect()
    }

    pub fn number(&self) -> Option<&str> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }
}

fn value(letters: &[char], at: &mut usize) -> Json {
    skip_blanks(letters, at);
    match letters[*at] {
        '{' => Json::Object(items(letters, at, '}', |letters, at| {
            let name = text(letters, at);
            skip_blanks(letters, at);
            *at += 1; // the colon
            (name, value(letters, at))
        })),
        '[' => Json::List(items(letters, at, ']', value)),
        '"' => Json::Text(text(letters, at)),
        _ => {
            let start = *at;
            while !matches!(letters[*at], ',' | '}' | ']' | ' ' | '\n' | '\r') {
                *at += 1;
            }
            match letters[start..*at].iter().collect::<String>().as_str() {
                "null" => Json::Null,
                "true" => Json::Bool(true),
                "false" => Json::Bool(false),
                number => Json::Number(number.to_owned()),
            }
        }
    }
}

fn items<T>(letters: &[char], at: &mut usize, end: char, read: fn(&[char], &mut usize) -> T) -> Vec<T> {
    let mut found = Vec::new();
    *at += 1;
    loop {
        skip_blanks(letters, at);
        match letters[*at] {
            letter if letter == end => break,
            ',' => *at += 1,
            _ => found.push(read(letters, at)),
        }
    }
    *at += 1;
    found
}

fn text(letters: &[char], at: &mut usize) -> String {
    let mut found = String::new();
    *at += 1;
    while letters[*at] != '"' {
        if letters[*at] == '\\' {
            *at += 1;
            assert!(matches!(letters[*at], '"' | '\\' | '/'), "escape not read");
        }
        found.push(letters[*at]);
        *at += 1;
    }
    *at += 1;
    found
}

fn skip_blanks(letters: &[char], at: &mut usize) {
    while letters[*at].is_whitespace() {
        *at += 1;
    }
}
