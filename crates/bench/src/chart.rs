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
    pub(crate) lines: Vec<Line<'a>>,
}

/// A line of it: one value for each number of tokens.
pub(crate) struct Line<'a> {
    pub(crate) name: &'a str,
    pub(crate) colour: &'a str,
    pub(crate) values: Vec<f64>,
}

/// Charts one below the other, as one picture.
pub(crate) fn stacked(charts: &[Chart<'_>]) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a few")]
    let place = |number: usize| HEIGHT * number as f64;
    let titles: Vec<_> = charts.iter().map(|chart| chart.title).collect();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"#4b5563\" role=\"img\">\n\
         <title>{title}</title>\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#ffffff\"/>\n",
        height = place(charts.len()),
        title = titles.join("; ")
    );
    for (number, chart) in charts.iter().enumerate() {
        let drawing = chart.drawing();
        writeln!(svg, "<g transform=\"translate(0 {})\">\n{drawing}</g>", place(number))
            .expect("a string takes any text");
    }
    svg + "</svg>\n"
}

impl Chart<'_> {
    fn drawing(&self) -> String {
        let top = self.top();
        let mut svg = format!(
            "<text x=\"{LEFT}\" y=\"30\" font-size=\"15\" font-weight=\"600\" fill=\"#111827\">{}</text>\n",
            self.title
        );
        let mut add = |line: String| writeln!(svg, "{line}").expect("a string takes any text");
        for step in 0..=GRID {
            let value = top * f64::from(step) / f64::from(GRID);
            let (y, right) = (y(value, top), WIDTH - RIGHT);
            add(format!("<path d=\"M{LEFT} {y:.1}H{right}\" stroke=\"#e5e7eb\"/>"));
            let unit = if step == GRID { self.unit } else { "" };
            let (x, y) = (LEFT - 8.0, y + 4.0);
            let value = shown(value);
            add(format!("<text x=\"{x}\" y=\"{y:.1}\" text-anchor=\"end\">{value} {unit}</text>"));
        }
        for tokens in self.tokens {
            let (x, y) = (self.x(*tokens), HEIGHT - BOTTOM + 20.0);
            add(format!("<text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"middle\">{}</text>", grouped(*tokens)));
        }
        let (middle, bottom) = (f64::midpoint(LEFT, WIDTH - RIGHT), HEIGHT - 10.0);
        add(format!("<text x=\"{middle}\" y=\"{bottom}\" text-anchor=\"middle\">tokens</text>"));
        for (number, line) in self.lines.iter().enumerate() {
            self.draw(number, line, top, &mut add);
        }
        self.name_lines(top, &mut add);
        svg
    }

    fn draw(&self, number: usize, line: &Line<'_>, top: f64, add: &mut impl FnMut(String)) {
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
        for (at, ((x, y), value)) in places.iter().zip(&line.values).enumerate() {
            add(format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>"));
            // Out of the way of a line that is higher there.
            let is_below = self.lines.iter().enumerate().any(|(other, line)| {
                other != number && line.values.get(at).is_some_and(|other| other > value)
            });
            let y = if is_below { y + 18.0 } else { y - 8.0 };
            let value = shown(*value);
            add(format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{value}</text>"));
        }
    }

    /// Each at the end of its line, none on another one.
    fn name_lines(&self, top: f64, add: &mut impl FnMut(String)) {
        const APART: f64 = 16.0;
        let Some(last) = self.tokens.last() else { return };
        let end = |line: &Line<'_>| line.values.last().map_or(0.0, |value| y(*value, top) + 4.0);
        let mut lines: Vec<_> = self.lines.iter().map(|line| (end(line), line)).collect();
        lines.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let (x, mut free) = (self.x(*last) + 24.0, 0.0);
        for (end, Line { name, colour, .. }) in lines {
            let y = end.max(free);
            free = y + APART;
            add(format!(
                "<text x=\"{x:.1}\" y=\"{y:.1}\" font-weight=\"600\" fill=\"{colour}\">{name}</text>"
            ));
        }
    }

    /// The end of the vertical axis: a round number above all values.
    fn top(&self) -> f64 {
        let values = self.lines.iter().flat_map(|line| &line.values);
        let most = values.copied().fold(0.0, f64::max).max(1.0) * 1.1;
        let ten = 10_f64.powf(most.log10().floor());
        [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0]
            .map(|part| part * ten)
            .into_iter()
            .find(|end| *end >= most)
            .unwrap_or(10.0 * ten)
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

/// As many digits as say something.
fn shown(value: f64) -> String {
    if value == 0.0 || value >= 100.0 { format!("{value:.0}") } else { format!("{value:.1}") }
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
        let chart = Chart { title: "Memory", unit: "MiB", tokens: &[1_000, 1_000_000], lines: vec![line] };
        let svg = stacked(&[chart]);
        for text in [">Memory<", ">1,000<", ">1,000,000<", ">100<", ">250<", ">the console<", ">300 MiB<"] {
            assert!(svg.contains(text), "{text} is missing");
        }
    }

    #[test]
    fn names_of_lines_that_end_together_do_not_cover_each_other() {
        let line = |name| Line { name, colour: "#000000", values: vec![5.0, 17.5] };
        let chart =
            Chart { title: "CPU", unit: "µs", tokens: &[10, 100], lines: vec![line("one"), line("two")] };
        let svg = stacked(&[chart]);
        let place = |name: &str| {
            let (before, _) = svg.split_once(&format!(">{name}<")).unwrap();
            before.rsplit_once(" y=\"").unwrap().1.split('"').next().unwrap().parse::<f64>().unwrap()
        };
        assert!((place("one") - place("two")).abs() >= 12.0);
        assert!(svg.contains(">20.0 µs<"), "the axis ends above all values: {svg}");
    }

    #[test]
    fn digits_stand_in_threes() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
