//! A line chart as SVG: light, and readable without colours too (each line carries its name).

use std::fmt::Write as _;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 176.0;
const TOP: f64 = 56.0;
const BOTTOM: f64 = 48.0;
/// Lines of the grid above the ground.
const GRID: u32 = 4;

/// A chart over the number of tokens, whose axis grows tenfold at each step.
pub(crate) struct Chart<'a> {
    pub(crate) title: &'a str,
    pub(crate) unit: &'a str,
    /// Numbers of tokens, rising.
    pub(crate) tokens: &'a [u64],
    pub(crate) lines: &'a [Line<'a>],
}

/// A line of it: one value for each number of tokens.
pub(crate) struct Line<'a> {
    pub(crate) name: &'a str,
    pub(crate) colour: &'a str,
    pub(crate) values: Vec<f64>,
}

impl Chart<'_> {
    pub(crate) fn svg(&self) -> String {
        let top = self.top();
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" \
             height=\"{HEIGHT}\" font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"#4b5563\" role=\"img\">\n\
             <title>{title}</title>\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#ffffff\"/>\n\
             <text x=\"{LEFT}\" y=\"30\" font-size=\"15\" font-weight=\"600\" fill=\"#111827\">{title}</text>\n",
            title = self.title
        );
        let mut add = |line: String| writeln!(svg, "{line}").expect("a string takes any text");
        for step in 0..=GRID {
            let value = top * f64::from(step) / f64::from(GRID);
            let (y, right) = (y(value, top), WIDTH - RIGHT);
            add(format!("<path d=\"M{LEFT} {y:.1}H{right}\" stroke=\"#e5e7eb\"/>"));
            let unit = if step == GRID { self.unit } else { "" };
            let (x, y) = (LEFT - 8.0, y + 4.0);
            add(format!("<text x=\"{x}\" y=\"{y:.1}\" text-anchor=\"end\">{value:.0} {unit}</text>"));
        }
        for tokens in self.tokens {
            let (x, y) = (self.x(*tokens), HEIGHT - BOTTOM + 20.0);
            add(format!("<text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"middle\">{}</text>", grouped(*tokens)));
        }
        let (middle, bottom) = (f64::midpoint(LEFT, WIDTH - RIGHT), HEIGHT - 10.0);
        add(format!("<text x=\"{middle}\" y=\"{bottom}\" text-anchor=\"middle\">tokens</text>"));
        for line in self.lines {
            self.draw(line, top, &mut add);
        }
        svg + "</svg>\n"
    }

    fn draw(&self, line: &Line<'_>, top: f64, add: &mut impl FnMut(String)) {
        let colour = line.colour;
        let places: Vec<_> = self
            .tokens
            .iter()
            .zip(&line.values)
            .map(|(tokens, value)| (self.x(*tokens), y(*value, top)))
            .collect();
        let path: Vec<_> = places.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
        add(format!(
            "<path d=\"M{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            path.join("L")
        ));
        for ((x, y), value) in places.iter().zip(&line.values) {
            add(format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>"));
            let above = y - 8.0;
            add(format!("<text x=\"{x:.1}\" y=\"{above:.1}\" text-anchor=\"middle\">{value:.0}</text>"));
        }
        if let Some((x, y)) = places.last() {
            let (x, y) = (x + 24.0, y + 4.0);
            add(format!(
                "<text x=\"{x:.1}\" y=\"{y:.1}\" font-weight=\"600\" fill=\"{colour}\">{}</text>",
                line.name
            ));
        }
    }

    /// The end of the vertical axis: the next hundred above all values.
    fn top(&self) -> f64 {
        let values = self.lines.iter().flat_map(|line| &line.values);
        (values.copied().fold(0.0, f64::max) * 1.1 / 100.0).ceil().max(1.0) * 100.0
    }

    fn x(&self, tokens: u64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        let place = |tokens: u64| (tokens as f64).log10();
        let (first, last) = (place(self.tokens[0]), place(self.tokens[self.tokens.len() - 1]));
        LEFT + 24.0 + (WIDTH - LEFT - RIGHT - 48.0) * (place(tokens) - first) / (last - first)
    }
}

fn y(value: f64, top: f64) -> f64 {
    HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top
}

/// `1,000,000`
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_and_each_line_is_named() {
        let line = Line { name: "the console", colour: "#000000", values: vec![100.0, 250.0] };
        let chart = Chart { title: "Memory", unit: "MiB", tokens: &[1_000, 1_000_000], lines: &[line] };
        let svg = chart.svg();
        for text in [">Memory<", ">1,000<", ">1,000,000<", ">100<", ">250<", ">the console<", ">300 MiB<"] {
            assert!(svg.contains(text), "{text} is missing");
        }
    }

    #[test]
    fn digits_stand_in_threes() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
