//! Making an index from all rows.

use tokendesk_domain::list_row::ListRow;

use crate::{
    IndexError, ListIndex,
    column::Column,
    created::Created,
    descriptions::Known,
    marks::Marks,
    searched::Searched,
    texts::{FirstLines, Texts},
};

/// Takes all rows in the order of their numbers; then it becomes an index.
#[derive(Default)]
pub struct Builder {
    index: ListIndex,
    descriptions: Known,
    created: Vec<i64>,
    expires: Vec<Option<i64>>,
    limit: Vec<Option<i64>>,
    last_used: Vec<Option<i64>>,
}

impl Builder {
    /// For so many rows, or fewer. Vectors that grow as they go would leave behind as much memory as they take.
    pub fn for_rows(rows: usize) -> Self {
        /// A file that names a token far beyond the others gets no more than this ahead.
        const MOST: usize = 1 << 22;
        let rows = rows.min(MOST);
        let mut builder = Self::default();
        builder.index.marks.reserve_exact(rows);
        builder.created.reserve_exact(rows);
        for numbers in [&mut builder.expires, &mut builder.limit, &mut builder.last_used] {
            numbers.reserve_exact(rows);
        }
        builder
    }

    /// Adds a row.
    pub fn push(&mut self, row: &ListRow) -> Result<(), IndexError> {
        let at = self.index.admit_id(row.id)?;
        self.index.marks.push(Marks::of(row));
        self.index.set_used_up_until(at, row);
        let searched = Searched::of(&row.text);
        self.index.texts.push(&searched.name_and_key())?;
        self.index.descriptions.push(searched.description, &mut self.descriptions)?;
        let [expires, limit, last_used] = numbers(row);
        self.created.push(row.created.timestamp_millis());
        self.expires.push(expires);
        self.limit.push(limit);
        self.last_used.push(last_used);
        Ok(())
    }

    /// The index of what was added.
    pub fn finish(self) -> ListIndex {
        let Self { mut index, descriptions, created, expires, limit, last_used } = self;
        drop(descriptions);
        index.created = Created::new(&created);
        drop(created);
        // One at a time: each takes memory of its own while it is made.
        index.expires = column(expires);
        index.limit = column(limit);
        index.last_used = column(last_used);
        index.texts.shrink_to_fit();
        index.descriptions.shrink_to_fit();
        index.marks.shrink_to_fit();
        index.by_name = by_name(&index.texts, index.rows());
        index
    }
}

/// What a row is sorted by, apart from its name and its moment of issue: expires, limit, last used.
pub(crate) fn numbers(row: &ListRow) -> [Option<i64>; 3] {
    [
        row.expires.map(|at| at.timestamp_millis()),
        row.limit.map(|limit| limit.get().cast_signed()),
        row.last_used.map(|at| at.timestamp_millis()),
    ]
}

#[expect(clippy::needless_pass_by_value, reason = "gives its memory back before the next one is made")]
fn column(rows: Vec<Option<i64>>) -> Column {
    Column::new(&rows)
}

/// All rows in the order of their names. Names mostly differ in their first bytes, which are compared as one number.
fn by_name(texts: &Texts, rows: u32) -> Vec<u32> {
    let names: FirstLines<'_> = texts.first_lines();
    let mut keyed: Vec<(u64, u32)> = (0..rows).map(|row| (first_bytes(names.of(row)), row)).collect();
    keyed.sort_unstable_by(|(one, a), (two, b)| {
        one.cmp(two).then_with(|| names.of(*a).cmp(names.of(*b))).then_with(|| a.cmp(b))
    });
    // Collecting by value would keep the memory of the pairs.
    keyed.iter().map(|(_, row)| *row).collect()
}

/// Orders as the bytes do, as far as it reaches.
fn first_bytes(name: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let length = name.len().min(8);
    bytes[..length].copy_from_slice(&name[..length]);
    u64::from_be_bytes(bytes)
}
