//! Points and polygons on the map: whether a pin lies in a ward, and how far apart two pins are.

/// A point in microdegrees (WGS 84): latitude, then longitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Point {
    /// Latitude in millionths of a degree.
    pub lat_e6: i64,
    /// Longitude in millionths of a degree.
    pub lng_e6: i64,
}

impl Point {
    /// From degrees; `None` outside ±90 and ±180 or when not a number.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "bounded to ±180 million just before")]
    pub fn from_degrees(lat: f64, lng: f64) -> Option<Self> {
        let inside = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lng);
        inside.then(|| Self { lat_e6: (lat * 1e6).round() as i64, lng_e6: (lng * 1e6).round() as i64 })
    }

    /// Latitude in degrees.
    #[must_use]
    pub fn lat(self) -> f64 {
        self.lat_e6 as f64 / 1e6
    }

    /// Longitude in degrees.
    #[must_use]
    pub fn lng(self) -> f64 {
        self.lng_e6 as f64 / 1e6
    }

    /// Metres along the great circle, on a sphere of 6 371 009 m.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "half the circumference fits")]
    pub fn metres_to(self, other: Self) -> i64 {
        let radians = |e6: i64| (e6 as f64 / 1e6).to_radians();
        let (lat_a, lat_b) = (radians(self.lat_e6), radians(other.lat_e6));
        let (d_lat, d_lng) = (lat_b - lat_a, radians(other.lng_e6) - radians(self.lng_e6));
        let a = (d_lat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (d_lng / 2.0).sin().powi(2);
        (2.0 * 6_371_009.0 * a.sqrt().min(1.0).asin()).round() as i64
    }
}

/// An area of one or more rings; a point inside an odd number of rings is inside (even-odd rule, holes included).
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Area {
    /// Closed or open rings of points.
    pub rings: Vec<Vec<Point>>,
}

impl Area {
    /// Whether the point lies inside; a point exactly on an edge may fall on either side.
    #[must_use]
    pub fn contains(&self, point: Point) -> bool {
        self.rings.iter().filter(|ring| ring_contains(ring, point)).count() % 2 == 1
    }
}

/// Ray casting in exact integer arithmetic.
fn ring_contains(ring: &[Point], point: Point) -> bool {
    let mut is_inside = false;
    for (index, &here) in ring.iter().enumerate() {
        let before = ring[(index + ring.len() - 1) % ring.len()];
        if (here.lat_e6 > point.lat_e6) == (before.lat_e6 > point.lat_e6) {
            continue;
        }
        let rise = i128::from(before.lat_e6 - here.lat_e6);
        let cross = i128::from(before.lng_e6 - here.lng_e6) * i128::from(point.lat_e6 - here.lat_e6);
        let offset = i128::from(point.lng_e6 - here.lng_e6) * rise;
        if (rise > 0 && offset < cross) || (rise < 0 && offset > cross) {
            is_inside = !is_inside;
        }
    }
    is_inside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat_e6: i64, lng_e6: i64) -> Point {
        Point { lat_e6, lng_e6 }
    }

    #[test]
    fn a_square_with_a_hole() {
        let square = |low: i64, high: i64| vec![at(low, low), at(low, high), at(high, high), at(high, low)];
        let area = Area { rings: vec![square(0, 100), square(40, 60)] };
        for (point, is_inside) in [(at(10, 10), true), (at(50, 50), false), (at(150, 50), false), (at(99, 1), true), (at(-1, 50), false)] {
            assert_eq!(area.contains(point), is_inside, "{point:?}");
        }
    }

    #[test]
    fn distance_between_two_markets() {
        let (sawojajar, oro_oro_dowo) = (at(-7_974_963, 112_660_750), at(-7_968_651, 112_628_225));
        assert!((3_600..3_700).contains(&sawojajar.metres_to(oro_oro_dowo)));
    }
}
