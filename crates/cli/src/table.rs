//! Columns for people. A list streams: the widths are those of its first rows, and a later row that needs more
//! room takes it.

use unicode_width::UnicodeWidthStr;

use crate::text::visible;

/// Columns and their widths.
pub(crate) struct Table<const N: usize> {
    widths: [usize; N],
}

impl<const N: usize> Table<N> {
    /// Wide enough for these rows.
    pub(crate) fn fitting(rows: &[[String; N]]) -> Self {
        let mut widths = [0; N];
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(visible(cell).width());
            }
        }
        Self { widths }
    }

    /// A row, without trailing blanks.
    pub(crate) fn line(&self, row: &[String; N]) -> String {
        let mut line = String::new();
        for (width, cell) in self.widths.iter().zip(row) {
            let cell = visible(cell);
            line.push_str(&cell);
            line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
        }
        line.truncate(line.trim_end().len());
        line
    }

    /// All rows that it was fitted to.
    pub(crate) fn of(rows: &[[String; N]]) -> String {
        let table = Self::fitting(rows);
        rows.iter().map(|row| table.line(row)).collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_in_every_script() {
        let rows = [["이름", "x"], ["abcdef", "y"], ["名称", "z"]].map(|row| row.map(str::to_owned));
        assert_eq!(Table::of(&rows), "이름    x\nabcdef  y\n名称    z");
    }

    #[test]
    fn a_cell_that_needs_more_room_takes_it() {
        let table = Table::fitting(&[["ab".to_owned(), "c".to_owned()]]);
        assert_eq!(table.line(&["abcd".to_owned(), String::new()]), "abcd");
        assert_eq!(table.line(&["abcd".to_owned(), "e".to_owned()]), "abcd  e");
    }

    #[test]
    fn a_cell_can_not_break_out_of_its_row() {
        let rows = [["a\nb\u{1b}[2J".to_owned(), "c".to_owned()]];
        assert_eq!(Table::of(&rows), "a\\nb\\u{1b}[2J  c");
    }
}
