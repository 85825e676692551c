//! `--output table`: boxes.
//!
//! A value becomes sections, one under the other and as wide as the widest: a title, a row of headers and rows. Sections
//! of what is nested are indented by a bar. Too wide for the terminal, a section with a single row is turned upright.

use super::scalar;
use crate::encode::json::{Object, Value};
use crate::secret::Zeroizing;

/// Blanks around the text of a cell, and the bar after it.
const PADDING: usize = 4;

/// As the AWS CLI prints it; nothing for an empty value.
pub(super) fn render(title: &str, value: &Value, columns: usize) -> Zeroizing<String> {
    let mut table = Table(Vec::new());
    table.add(Some(title), value, 0);
    if table.0.is_empty() {
        return Zeroizing::default();
    }
    let mut width = table.width();
    if width > columns {
        table.0.iter_mut().for_each(Section::turn_upright);
        width = table.width();
    }
    let mut out = Zeroizing::new("-".repeat(width));
    out.push('\n');
    for section in &table.0 {
        section.write(&mut out, width);
    }
    out
}

/// The sections from top to bottom.
struct Table(Vec<Section>);

/// A title over rows.
#[derive(Default)]
struct Section {
    title: String,
    indent: usize,
    headers: Vec<String>,
    rows: Vec<Vec<Zeroizing<String>>>,
}

impl Table {
    fn add(&mut self, title: Option<&str>, value: &Value, indent: usize) {
        if is_empty(value) {
            return;
        }
        if let Some(title) = title {
            self.begin(title, indent);
        }
        match value {
            Value::Object(members) => self.add_object(members, indent),
            Value::Array(elements) if elements.first().and_then(Value::as_object).is_some() => {
                self.add_objects(elements, title.unwrap_or_default(), indent);
            }
            Value::Array(elements) => {
                for element in elements {
                    let row: Option<Vec<_>> = match element {
                        Value::Array(inner) => inner.iter().map(scalar).collect(),
                        _ => scalar(element).map(|text| vec![text]),
                    };
                    match row {
                        Some(row) => self.add_row(row),
                        None => self.add(None, element, 0),
                    }
                }
            }
            _ => {}
        }
    }

    /// A single row under its headers, or beside its only one.
    fn add_object(&mut self, members: &Object, indent: usize) {
        let (headers, nested) = sorted_names([members].into_iter());
        let mut row: Vec<_> = headers
            .iter()
            .filter_map(|name| members.get(name).and_then(scalar))
            .collect();
        match headers.as_slice() {
            [] => {}
            [only] => {
                row.insert(0, Zeroizing::new((*only).to_owned()));
                self.add_row(row);
            }
            _ => {
                self.add_headers(&headers);
                self.add_row(row);
            }
        }
        for name in nested {
            if let Some(value) = members.get(name) {
                self.add(Some(name), value, indent.saturating_add(1));
            }
        }
    }

    /// A row for each object; a section for each if anything is nested in them.
    fn add_objects(&mut self, elements: &[Value], title: &str, indent: usize) {
        let (headers, nested) = sorted_names(elements.iter().filter_map(Value::as_object));
        self.add_headers(&headers);
        for (index, members) in elements.iter().filter_map(Value::as_object).enumerate() {
            if index > 0 && !nested.is_empty() {
                self.begin(title, indent);
                self.add_headers(&headers);
            }
            let cell = |name: &&str| members.get(name).and_then(scalar).unwrap_or_default();
            self.add_row(headers.iter().map(cell).collect());
            for name in &nested {
                if let Some(value) = members.get(name) {
                    self.add(Some(name), value, indent.saturating_add(1));
                }
            }
        }
    }

    fn begin(&mut self, title: &str, indent: usize) {
        self.0.push(Section {
            title: title.to_owned(),
            indent,
            ..Section::default()
        });
    }

    fn add_headers(&mut self, headers: &[&str]) {
        if let Some(section) = self.0.last_mut() {
            section.headers = headers.iter().map(|header| (*header).to_owned()).collect();
        }
    }

    fn add_row(&mut self, row: Vec<Zeroizing<String>>) {
        if let Some(section) = self.0.last_mut() {
            let cells = row
                .into_iter()
                .map(|cell| Zeroizing::new(crate::cli::visible::line(&cell).into_owned()));
            section.rows.push(cells.collect());
        }
    }

    fn width(&self) -> usize {
        self.0.iter().map(Section::width).max().unwrap_or_default()
    }
}

/// The names of the scalar members of all the objects, and those of the others, each sorted.
fn sorted_names<'a>(objects: impl Iterator<Item = &'a Object>) -> (Vec<&'a str>, Vec<&'a str>) {
    let (mut scalars, mut nested) = (Vec::new(), Vec::new());
    for (name, value) in objects.flat_map(Object::iter) {
        match value {
            Value::Array(_) | Value::Object(_) => nested.push(name),
            _ => scalars.push(name),
        }
    }
    for names in [&mut scalars, &mut nested] {
        names.sort_unstable();
        names.dedup();
    }
    (scalars, nested)
}

/// Whether Python takes the value for false: no table is drawn of it.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Number(digits) => digits.parse() == Ok(0.0_f64),
        Value::String(text) => text.is_empty(),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.is_empty(),
    }
}

impl Section {
    /// The width of each column's widest text.
    fn text_widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = self
            .headers
            .iter()
            .map(|header| columns_of(header))
            .collect();
        for row in &self.rows {
            for (index, cell) in row.iter().enumerate() {
                let width = columns_of(cell);
                match widths.get_mut(index) {
                    Some(widest) => *widest = width.max(*widest),
                    None => widths.push(width),
                }
            }
        }
        widths
    }

    /// The width that the section needs with its borders.
    fn width(&self) -> usize {
        let cells = self.text_widths().into_iter().fold(0_usize, |sum, width| {
            sum.saturating_add(width).saturating_add(PADDING)
        });
        let bars = self.indent.saturating_mul(2);
        cells
            .max(columns_of(&self.title))
            .saturating_add(2)
            .saturating_add(bars)
    }

    /// The columns stretched in proportion, so that together they are `width` wide.
    fn stretched(&self, width: usize) -> Vec<usize> {
        let widths: Vec<usize> = self
            .text_widths()
            .iter()
            .map(|width| width.saturating_add(PADDING))
            .collect();
        let sum: usize = widths.iter().sum();
        let mut stretched: Vec<usize> = widths
            .iter()
            .map(|column| divide_to_even(column.saturating_mul(width), sum))
            .collect();
        // What rounding left over or took too much goes to the last columns, or off the first.
        loop {
            let total: usize = stretched.iter().sum();
            let column_count = stretched.len();
            if total == width || column_count == 0 {
                return stretched;
            }
            if total > width {
                for column in stretched.iter_mut().take(total.saturating_sub(width)) {
                    *column = column.saturating_sub(1);
                }
            } else {
                for column in stretched.iter_mut().rev().take(width.saturating_sub(total)) {
                    *column = column.saturating_add(1);
                }
            }
        }
    }

    /// Turns a single row into two columns: names and values.
    fn turn_upright(&mut self) {
        if self.headers.is_empty() || self.rows.len() != 1 {
            return;
        }
        let cells = self.rows.pop().unwrap_or_default();
        let names = core::mem::take(&mut self.headers)
            .into_iter()
            .map(Zeroizing::new);
        self.rows = names
            .zip(cells)
            .map(|(name, cell)| vec![name, cell])
            .collect();
    }

    fn write(&self, out: &mut String, width: usize) {
        let width = width.saturating_sub(self.indent.saturating_mul(2));
        if !self.title.is_empty() {
            self.write_line(out, &centered(&self.title, width, "|"));
            if self.headers.is_empty() && self.rows.is_empty() {
                self.write_line(out, &format!("+{}+", "-".repeat(width.saturating_sub(2))));
            }
        }
        let columns = self.stretched(width);
        if columns.is_empty() {
            return;
        }
        let edge = |index: usize| if index == 0 { "|" } else { "" };
        if !self.headers.is_empty() {
            self.write_rule(out, &columns);
            let cells = self.headers.iter().zip(&columns).enumerate();
            let line: String = cells
                .map(|(index, (header, width))| centered(header, *width, edge(index)))
                .collect();
            self.write_line(out, &line);
        }
        if self.rows.is_empty() {
            return;
        }
        self.write_rule(out, &columns);
        for row in &self.rows {
            // The rows of a list of lists may differ in length.
            let padded = row
                .iter()
                .map(|cell| cell.as_str())
                .chain(core::iter::repeat(""));
            let cells = padded.zip(&columns).enumerate();
            let line: Zeroizing<String> = Zeroizing::new(
                cells
                    .map(|(index, (cell, width))| left_aligned(cell, *width, edge(index)))
                    .collect(),
            );
            self.write_line(out, &line);
        }
        self.write_rule(out, &columns);
    }

    /// `+-----+-----+`.
    fn write_rule(&self, out: &mut String, columns: &[usize]) {
        let mut line = String::new();
        for (index, width) in columns.iter().enumerate() {
            let dashes = if index == 0 {
                line.push('+');
                width.saturating_sub(2)
            } else {
                width.saturating_sub(1)
            };
            line.push_str(&"-".repeat(dashes));
            line.push('+');
        }
        self.write_line(out, &line);
    }

    fn write_line(&self, out: &mut String, line: &str) {
        let bars = "|".repeat(self.indent);
        out.push_str(&bars);
        out.push_str(line);
        out.push_str(&bars);
        out.push('\n');
    }
}

/// The text in the middle of a cell of `width` columns, edges included. An odd blank goes to the right.
fn centered(text: &str, width: usize, left_edge: &str) -> String {
    let length = columns_of(text);
    let before = (width >> 1).saturating_sub(length >> 1).saturating_sub(1);
    let used = left_edge
        .len()
        .saturating_add(before)
        .saturating_add(length)
        .saturating_add(1);
    let (before, after) = (" ".repeat(before), " ".repeat(width.saturating_sub(used)));
    format!("{left_edge}{before}{text}{after}|")
}

/// The text at the left of a cell of `width` columns, edges included, behind two blanks if there is room.
fn left_aligned(text: &str, width: usize, left_edge: &str) -> String {
    let used = left_edge
        .len()
        .saturating_add(columns_of(text))
        .saturating_add(1);
    let free = width.saturating_sub(used);
    let before = if free >= 2 { 2 } else { 0 };
    let (before, after) = (" ".repeat(before), " ".repeat(free.saturating_sub(before)));
    format!("{left_edge}{before}{text}{after}|")
}

/// `dividend / divisor` to the nearest whole number, a half to the even one, as Python's `round`.
fn divide_to_even(dividend: usize, divisor: usize) -> usize {
    let quotient = dividend.checked_div(divisor).unwrap_or_default();
    let rest = dividend.checked_rem(divisor).unwrap_or_default();
    let up = match rest.saturating_mul(2).cmp(&divisor) {
        core::cmp::Ordering::Less => false,
        core::cmp::Ordering::Equal => quotient & 1 == 1,
        core::cmp::Ordering::Greater => true,
    };
    quotient.saturating_add(usize::from(up))
}

/// How many columns a terminal gives the text: two to East Asian wide characters and emoji. Characters that Unicode calls
/// ambiguous, such as `é`, take one; the AWS CLI counts two for them, which leaves its boxes ragged.
fn columns_of(text: &str) -> usize {
    text.chars()
        .map(|character| match character {
            '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' => 0,
            '\u{1100}'..='\u{115f}'
            | '\u{2e80}'..='\u{303e}'
            | '\u{3041}'..='\u{a4cf}'
            | '\u{a960}'..='\u{a97f}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}'
            | '\u{fe30}'..='\u{fe6f}'
            | '\u{ff00}'..='\u{ff60}'
            | '\u{ffe0}'..='\u{ffe6}'
            | '\u{1f300}'..='\u{1f64f}'
            | '\u{1f680}'..='\u{1f6ff}'
            | '\u{1f900}'..='\u{1f9ff}'
            | '\u{20000}'..='\u{3fffd}' => 2,
            _ => 1,
        })
        .sum()
}
