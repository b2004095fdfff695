//! A code as SVG: one path, one unit for each square, of any size.

use super::Symbol;

impl Symbol {
    /// The black squares as the path of an SVG, a rectangle for each run. **Units:** squares, with the border.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::with_capacity(16 * 1024);
        for y in 0..self.side() {
            for (x, run) in self.runs(y) {
                for (sign, number) in [("M", x), (",", y), ("h", run), ("v1h-", run)] {
                    path.push_str(sign);
                    push_number(&mut path, number);
                }
                path.push('z');
            }
        }
        path
    }

    /// A whole picture, without a size of its own: the page decides. `title` is what screen readers say.
    #[must_use]
    pub fn svg(&self, title: &str) -> String {
        let (side, title) = (self.side(), escaped(title));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" shape-rendering=\"crispEdges\">\
             <title>{title}</title><path d=\"M0,0h{side}v{side}h-{side}z\" fill=\"#fff\"/><path d=\"{}\" fill=\"#000\"/></svg>",
            self.path()
        )
    }
}

/// A number under 1000: a good part of a picture's time would go into formatting them.
fn push_number(out: &mut String, number: u32) {
    for step in [100, 10, 1] {
        if number >= step || step == 1 {
            // One digit is below 10.
            out.push(char::from_digit(number / step % 10, 10).unwrap_or('0'));
        }
    }
}

/// Text between tags of XML 1.0, which has no control characters.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            sign if sign.is_control() || matches!(sign, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            sign => out.push(sign),
        }
    }
    out
}
