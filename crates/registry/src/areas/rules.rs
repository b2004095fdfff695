//! Polygons: how they are read, kept, and how far a point is from one. Pure.

use kernel::area::{Area, Point};
use serde_json::Value;

/// Metres for a millionth of a degree of latitude, on the sphere of [`Point::metres_to`].
const METRES_PER_E6: f64 = 6_371_009.0 * std::f64::consts::PI / 180.0 / 1e6;

/// Reads a GeoJSON geometry of type Polygon or MultiPolygon; positions are longitude, latitude in degrees.
/// `None` for anything else. Source: RFC 7946, sections 3.1.1 and 3.1.6.
#[must_use]
pub fn area_of_geojson(geometry: &Value) -> Option<Area> {
    let coordinates = geometry.get("coordinates")?.as_array()?;
    let polygons: Vec<&Vec<Value>> = match geometry.get("type")?.as_str()? {
        "Polygon" => vec![coordinates],
        "MultiPolygon" => coordinates.iter().map(Value::as_array).collect::<Option<_>>()?,
        _ => return None,
    };
    let rings = polygons.into_iter().flatten().map(|ring| ring.as_array()?.iter().map(position).collect()).collect::<Option<Vec<_>>>()?;
    (!rings.is_empty()).then_some(Area { rings })
}

fn position(pair: &Value) -> Option<Point> {
    Point::from_degrees(pair.get(1)?.as_f64()?, pair.get(0)?.as_f64()?)
}

/// The form in which a polygon is kept: rings of alternating latitude and longitude in microdegrees, as JSON.
#[must_use]
pub(super) fn written(area: &Area) -> String {
    let ring = |ring: &Vec<Point>| -> Vec<i64> { ring.iter().flat_map(|point| [point.lat_e6, point.lng_e6]).collect() };
    Value::from(area.rings.iter().map(|points| Value::from(ring(points))).collect::<Vec<_>>()).to_string()
}

/// Reads what [`written`] wrote.
#[must_use]
pub(super) fn read(text: &str) -> Option<Area> {
    let rings: Vec<Vec<i64>> = serde_json::from_str(text).ok()?;
    let ring = |numbers: &Vec<i64>| {
        let (pairs, rest) = numbers.as_chunks::<2>();
        rest.is_empty().then(|| pairs.iter().map(|[lat_e6, lng_e6]| Point { lat_e6: *lat_e6, lng_e6: *lng_e6 }).collect())
    };
    rings.iter().map(ring).collect::<Option<_>>().map(|rings| Area { rings })
}

/// **Metres** from the point to the nearest border of the area, rounded; 0 inside; `i64::MAX` for an area without rings.
/// Degrees are treated as flat around the point, which is true to a metre within some kilometres.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "a float to integer cast stops at the ends of the range")]
pub fn metres_to_area(area: &Area, point: Point) -> i64 {
    if area.contains(point) {
        return 0;
    }
    let shrink = (point.lat_e6 as f64 / 1e6).to_radians().cos();
    let flat = |corner: &Point| {
        let (east, north) = (corner.lng_e6 - point.lng_e6, corner.lat_e6 - point.lat_e6);
        (east as f64 * METRES_PER_E6 * shrink, north as f64 * METRES_PER_E6)
    };
    let nearest = area
        .rings
        .iter()
        .flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)))
        .map(|(from, to)| metres_from_origin(flat(from), flat(to)))
        .fold(f64::INFINITY, f64::min);
    nearest.round() as i64
}

/// How far the line from `a` to `b` passes from (0, 0).
fn metres_from_origin(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length_squared = dx * dx + dy * dy;
    let along = if length_squared > 0.0 { (-(a.0 * dx + a.1 * dy) / length_squared).clamp(0.0, 1.0) } else { 0.0 };
    (a.0 + along * dx).hypot(a.1 + along * dy)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn square() -> Area {
        area_of_geojson(&json!({"type": "Polygon", "coordinates": [[[112.0, -8.0], [112.01, -8.0], [112.01, -7.99], [112.0, -7.99]]]}))
            .unwrap()
    }

    #[test]
    fn geojson_is_read() {
        let ring = json!([[112.0, -8.0], [112.1, -8.0], [112.1, -7.9], [112.0, -8.0]]);
        for (geometry, rings) in [
            (json!({"type": "Polygon", "coordinates": [ring]}), Some(1)),
            (json!({"type": "MultiPolygon", "coordinates": [[ring], [ring, ring]]}), Some(3)),
            (json!({"type": "Polygon", "coordinates": []}), None),
            (json!({"type": "Polygon", "coordinates": [[["a", 1]]]}), None),
            (json!({"type": "Point", "coordinates": [112.0, -8.0]}), None),
        ] {
            assert_eq!(area_of_geojson(&geometry).map(|area| area.rings.len()), rings, "{geometry}");
        }
    }

    #[test]
    fn a_polygon_round_trips() {
        assert_eq!(read(&written(&square())), Some(square()));
        for text in ["", "[[1]]", "[[1.5,2]]", "{}"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn distance_to_the_border() {
        for (lat, lng, metres) in [(-7.995, 112.005, 0), (-7.989, 112.005, 111), (-7.995, 112.012, 220), (-7.98, 111.99, 1_565)] {
            assert_eq!(metres_to_area(&square(), Point::from_degrees(lat, lng).unwrap()), metres, "{lat} {lng}");
        }
        assert_eq!(metres_to_area(&Area::default(), Point { lat_e6: 0, lng_e6: 0 }), i64::MAX);
    }
}
