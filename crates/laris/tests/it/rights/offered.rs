//! No page shows a link or a button to somebody who would be refused it.

use axum::body::to_bytes;
use testkit::both;

use super::Cast;
use super::table::{ROUTES, Row};

/// Visitors are shown the way to what they would sign in for.
const VISITOR: char = 'v';

/// The row of an address: the one with the fewest parameters that fits.
fn row_of(method: &str, address: &str) -> Option<&'static Row> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let fits = |row: &&Row| {
        let (declared, asked) = (row.path.split('/'), path.split('/'));
        row.method == method
            && declared.clone().count() == asked.clone().count()
            && declared.zip(asked).all(|(part, given)| part == given || part.starts_with('{'))
    };
    ROUTES.iter().filter(fits).min_by_key(|row| row.path.matches('{').count())
}

/// What a page leads to: method and address of its links and forms.
fn offered(page: &str) -> Vec<(&'static str, &str)> {
    let tags = page.split('<').filter_map(|part| part.split_once('>')).map(|(tag, _)| tag);
    let found = tags.filter_map(|tag| {
        let (method, name) = match tag.split(' ').next()? {
            "a" => ("GET", " href=\""),
            "form" if tag.contains("method=\"post\"") => ("POST", " action=\""),
            _ => return None,
        };
        Some((method, tag.split_once(name)?.1.split('"').next()?))
    });
    found.collect()
}

#[test]
fn nobody_is_offered_what_they_are_refused() {
    both(async |house| {
        let cast = Cast::assemble(&house).await;
        let mut wrong = Vec::new();
        for (letter, token) in cast.people.iter().filter(|(letter, _)| *letter != VISITOR) {
            let pages = ROUTES.iter().filter(|row| row.method == "GET" && row.may.contains(*letter) && !row.sample.contains("NONE"));
            for row in pages.filter(|row| !row.path.starts_with("/api/") && row.path != "/langsung") {
                let response = cast.ask(row, token.as_deref()).await;
                let page = String::from_utf8_lossy(&to_bytes(response.into_body(), 16 << 20).await.unwrap()).into_owned();
                let refused = offered(&page)
                    .into_iter()
                    .filter(|(method, address)| row_of(method, address).is_some_and(|led| !led.may.contains(*letter)));
                wrong.extend(refused.map(|(method, address)| format!("{letter} on {}: {method} {address}", row.path)));
            }
        }
        wrong.sort();
        wrong.dedup();
        assert!(wrong.is_empty(), "{wrong:#?}");
    });
}
