//! What is drawn is read again by a scanner that shares no code with the drawing.

#![allow(clippy::unwrap_used, reason = "a test may stop here")]

mod support;

use proptest::prelude::*;
use qris::render::{Picture, Symbol};
use support::{payload, vectors};

/// Grey values by rows, and the points of a metre.
fn decoded(file: &[u8]) -> (usize, Vec<u8>, Option<u32>) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut grey = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut grey).unwrap();
    assert_eq!((frame.width, frame.color_type), (frame.height, png::ColorType::Grayscale));
    (frame.width as usize, grey, reader.info().pixel_dims.map(|dims| dims.xppu))
}

fn scanned(side: usize, grey: impl FnMut(usize, usize) -> u8) -> String {
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, grey);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

#[test]
fn every_vector_is_scanned() {
    for vector in vectors()["sah"].as_array().unwrap() {
        let text = vector["payload"].as_str().unwrap();
        let symbol = Symbol::of(text).unwrap();
        let (side, grey, _) = decoded(&symbol.png(Picture::Screen { side_min: 200 }).unwrap());
        assert_eq!(scanned(side, |x, y| grey[y * side + x]), text, "{}", vector["id"]);
    }
}

#[test]
fn pictures_have_their_size() {
    let symbol = Symbol::of(&payload("anonim-1")).unwrap();
    let squares = symbol.side() as usize;
    for (picture, points_min, per_metre) in [
        (Picture::SCREEN, 720, None),
        (Picture::PRINT, 1_182, Some(11_811)),
        (Picture::Screen { side_min: 1 }, 1, None),
        (Picture::Print { side_mm: 25, dpi_min: 600 }, 591, Some(23_622)),
    ] {
        let (side, grey, dims) = decoded(&symbol.png(picture).unwrap());
        assert!(side >= points_min && side < points_min + squares && side.is_multiple_of(squares), "{picture:?}: {side}");
        assert!(dims.is_none_or(|dims| dims >= per_metre.unwrap()) && dims.is_some() == per_metre.is_some(), "{dims:?}");
        let scale = side / squares;
        let is_dark = |x: usize, y: usize| grey[y * side + x] == 0;
        assert!((0..side).all(|at| !is_dark(at, 4 * scale - 1) && !is_dark(4 * scale - 1, at)), "a border of four squares");
        assert!(is_dark(4 * scale, 4 * scale) && is_dark(5 * scale - 1, 5 * scale - 1));
    }
    for picture in
        [Picture::Screen { side_min: 0 }, Picture::Screen { side_min: 20_000 }, Picture::Print { side_mm: u32::MAX, dpi_min: u32::MAX }]
    {
        assert!(symbol.png(picture).unwrap_err().to_string().starts_with("a picture is from 1 to 10240 points wide"));
    }
}

#[test]
fn svg_is_one_path_of_the_same_squares() {
    let symbol = Symbol::of(&payload("winpay")).unwrap();
    let (side, svg) = (symbol.side(), symbol.svg("Bayar <\"Toko & Co\">"));
    assert!(svg.starts_with(&format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\"")));
    assert!(svg.contains("<title>Bayar &lt;&quot;Toko &amp; Co&quot;&gt;</title>") && !svg.contains("width="));
    let mut drawn = vec![false; (side * side) as usize];
    for run in symbol.path().split('M').skip(1) {
        let (x, rest) = run.split_once(',').unwrap();
        let (y, rest) = rest.split_once('h').unwrap();
        let (wide, rest) = rest.split_once('v').unwrap();
        assert_eq!(rest, format!("1h-{wide}z"));
        let start = y.parse::<usize>().unwrap() * side as usize + x.parse::<usize>().unwrap();
        drawn[start..start + wide.parse::<usize>().unwrap()].fill(true);
    }
    assert!((0..side).all(|y| (0..side).all(|x| drawn[(y * side + x) as usize] == symbol.is_dark(x, y))));
    let size = side as usize * 4;
    let text = scanned(size, |x, y| if drawn[y / 4 * side as usize + x / 4] { 0 } else { 255 });
    assert_eq!(text, payload("winpay"));
}

/// A name in small letters does not make all of it bytes: `qrcodegen` alone gives 61 squares instead of 49.
#[test]
fn small_letters_cost_little() {
    let text = support::changed("ovosyn", "TOKO CONTOH", "Toko Contoh");
    let symbol = Symbol::of(&text).unwrap();
    assert_eq!(symbol.side(), 49 + 8);
    let side = symbol.side() as usize * 3;
    let is_dark = |at: usize| u32::try_from(at / 3).unwrap();
    assert_eq!(scanned(side, |x, y| if symbol.is_dark(is_dark(x), is_dark(y)) { 0 } else { 255 }), text);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_text_is_scanned(text in "([0-9]{0,20}[A-Z $%*+./:-]{0,12}[a-zé최 ]{0,4}){1,6}[0-9]") {
        let symbol = Symbol::of(&text).unwrap();
        let at = |point: usize| u32::try_from(point / 3).unwrap();
        let found = scanned(symbol.side() as usize * 3, |x, y| if symbol.is_dark(at(x), at(y)) { 0 } else { 255 });
        prop_assert_eq!(found, text);
    }
}

#[test]
fn texts_fit_or_are_refused() {
    assert_eq!(Symbol::of(&"x".repeat(2_331)).unwrap().side(), 177 + 8);
    assert!(Symbol::of(&"x".repeat(2_332)).is_err());
    assert_eq!(Symbol::of("").unwrap().side(), 21 + 8);
}
