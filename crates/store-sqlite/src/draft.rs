//! The half-filled Issue form; its text is the window's own.

use rusqlite::OptionalExtension;

use crate::{Read, StoreError, Write};

impl Read<'_> {
    /// The form that was kept last.
    pub fn draft(&self) -> Result<Option<String>, StoreError> {
        Ok(self.connection.query_one("SELECT form FROM issue_draft", [], |row| row.get(0)).optional()?)
    }
}

impl Write<'_> {
    /// Keeps a form in place of the one before.
    pub fn save_draft(&self, form: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO issue_draft (only_row, form) VALUES (1, ?1)
                   ON CONFLICT (only_row) DO UPDATE SET form = excluded.form";
        self.connection.prepare_cached(sql)?.execute([form])?;
        Ok(())
    }

    /// Forgets the form.
    pub fn discard_draft(&self) -> Result<(), StoreError> {
        self.connection.execute("DELETE FROM issue_draft", [])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::{StoreError, store::tests::store};

    #[test]
    fn the_last_form_is_kept_until_it_is_discarded() {
        let (_folder, store) = store();
        assert_eq!(store.read().unwrap().draft().unwrap(), None);
        store.write(|write| write.save_draft("one").and_then(|()| write.save_draft("two"))).unwrap();
        assert_eq!(store.read().unwrap().draft().unwrap().as_deref(), Some("two"));
        store
            .write(|write| {
                write.discard_draft()?;
                Ok::<_, StoreError>(())
            })
            .unwrap();
        assert_eq!(store.read().unwrap().draft().unwrap(), None);
    }
}
