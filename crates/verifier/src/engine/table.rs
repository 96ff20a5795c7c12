//! All tokens by the digests of their keys. One thread writes; whoever reads waits for nobody.

use std::{collections::HashMap, sync::Mutex, thread};

use arc_swap::ArcSwap;
use boxcar::Vec as Shelf;
use tokendesk_domain::{key::KeyHash, list_row::Switch, token::TokenId};
use tokendesk_store_sqlite::{OldKeyRow, Read, Store, StoreError, VerifierRow};

use super::{
    digest_index::DigestIndex,
    entries::{Entries, Entry, Terms, flag},
    hot_keys::{HotKeys, Sighting},
    shared_terms::SharedTerms,
    unreadable::Unreadable,
};
use crate::engine::locked;

/// Marks the number of a key that was rotated out.
const OLD: u32 = 1 << 31;
/// Room for tokens that come after the start.
const SPARE: usize = 16_384;

type Digest = [u64; 4];

/// The table.
pub(super) struct Table {
    index: ArcSwap<DigestIndex>,
    hot_keys: HotKeys,
    pub(super) entries: Entries,
    pub(super) shared: SharedTerms,
    old_keys: Shelf<OldKey>,
    pub(super) unreadable: Unreadable,
    writer: Mutex<Writer>,
}

struct OldKey {
    digest: Digest,
    entry: u32,
    generation: u32,
    until_ms: i64,
}

#[derive(Default)]
struct Writer {
    /// Digests that stand in the index, or did.
    taken: usize,
    living: usize,
    old_of: HashMap<TokenId, Vec<u32>>,
}

/// A key that was found.
pub(super) struct Found<'t> {
    pub(super) number: u32,
    pub(super) entry: Entry<'t>,
    pub(super) terms: Terms,
    /// The generation and end of a key that was rotated out; none: the present one.
    pub(super) old: Option<(u32, i64)>,
}

impl Found<'_> {
    /// Which of the token's keys it is.
    pub(super) fn generation(&self) -> u32 {
        self.old.map_or(self.terms.generation, |(generation, _)| generation)
    }
}

impl Table {
    /// All tokens as they stand in the store. One that can't be read is refused, and keeps no other one back.
    pub(super) fn load(store: &Store) -> Result<Self, StoreError> {
        let count = usize::try_from(store.read()?.last_token_id()?).unwrap_or(0);
        let table = Self {
            index: ArcSwap::from_pointee(DigestIndex::for_count(count + SPARE)),
            hot_keys: HotKeys::new(),
            entries: Entries::new(),
            shared: SharedTerms::new(),
            old_keys: Shelf::new(),
            unreadable: Unreadable::default(),
            writer: Mutex::default(),
        };
        let scopes = thread::scope(|scope| {
            let scopes = scope.spawn(|| table.load_scopes(store));
            table.load_tokens(store)?;
            scopes.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })?;
        table.give_scopes(&scopes);
        for (token, key) in store.read()?.old_keys()? {
            match key {
                Ok(key) => table.add_old_key(&mut locked(&table.writer), &key),
                Err(error) => table.unreadable(token, error)?,
            }
        }
        for token in table.unreadable.tokens() {
            table.forget(token);
        }
        Ok(table)
    }

    fn load_tokens(&self, store: &Store) -> Result<(), StoreError> {
        let mut writer = locked(&self.writer);
        let index = self.index.load();
        let mut is_full = false;
        store.read()?.each_verifier_row(|id, row| {
            let read = row.and_then(|row| Ok((digest_of(row.hash), self.terms(&row, 0)?)));
            let (digest, terms) = match read {
                Ok(read) => read,
                Err(error) => {
                    self.unreadable(id, error)?;
                    // Its place among the others, for when it can be read again.
                    is_full |= self.entries.push(&[0; 4], &Terms::of_nobody(id)).is_none();
                    return Ok(());
                }
            };
            match self.entries.push(&digest, &terms) {
                Some(number) => index.insert(&digest, number),
                None => is_full = true,
            }
            writer.living += 1;
            Ok::<_, StoreError>(())
        })?;
        writer.taken = writer.living;
        if is_full {
            tracing::error!("there are more tokens than can be kept in memory: the last ones are unknown");
        }
        Ok(())
    }

    /// Refuses a token from now on that can't be read; any other error stops the load.
    fn unreadable(&self, id: TokenId, error: StoreError) -> Result<(), StoreError> {
        match error {
            StoreError::Corrupt { .. } => self.unreadable.add(id, &error),
            other => return Err(other),
        }
        Ok(())
    }

    /// Each token with the number of its scopes, in order.
    fn load_scopes(&self, store: &Store) -> Result<Vec<(TokenId, u32)>, StoreError> {
        let mut sets = Vec::new();
        let (mut token, mut joined) = (None, String::new());
        let mut last = (String::new(), 0);
        let mut end = |token: Option<TokenId>, joined: &str| {
            if let Some(token) = token {
                if last.0 != joined {
                    match self.shared.add_scopes(token, joined) {
                        Ok(number) => last = (joined.to_owned(), number),
                        Err(error) => return self.unreadable(token, error),
                    }
                }
                sets.push((token, last.1));
            }
            Ok::<_, StoreError>(())
        };
        store.read()?.each_token_scope(|id, scope| {
            if token != Some(id) {
                end(token, &joined)?;
                joined.clear();
                token = Some(id);
            }
            if !joined.is_empty() {
                joined.push(' ');
            }
            match scope {
                Ok(scope) => joined.push_str(scope),
                Err(error) => self.unreadable(id, error)?,
            }
            Ok::<_, StoreError>(())
        })?;
        end(token, &joined)?;
        Ok(sets)
    }

    fn give_scopes(&self, scopes: &[(TokenId, u32)]) {
        let mut scopes = scopes.iter().peekable();
        for number in 0..self.entries.len() {
            let entry = self.entries.get(number);
            let Some(terms) = entry.read() else { continue };
            while scopes.next_if(|(token, _)| *token < terms.id).is_some() {}
            if let Some((_, set)) = scopes.next_if(|(token, _)| *token == terms.id) {
                entry.set_scopes(*set);
            }
        }
    }

    /// How many tokens there are.
    pub(super) fn len(&self) -> usize {
        locked(&self.writer).living
    }

    /// The token of a key. `expect` hears of an entry that may be its own before that is read.
    #[inline]
    pub(super) fn find(&self, key: &str, expect: impl Fn(u32)) -> Option<Found<'_>> {
        let mark = self.hot_keys.mark(key);
        if let Some(Sighting { number, version }) = mark.and_then(|mark| self.hot_keys.sighting(&mark)) {
            expect(number);
            let entry = self.entries.get(number);
            if let Some(terms) = entry.read_at(version) {
                return Some(Found { number, entry, terms, old: None });
            }
        }
        let digest = digest_of(KeyHash::of(key));
        let found = self.index.load().find(&digest, |number| self.is_it(&digest, number, &expect))?;
        // An entry itself says whether a key is its own. Of a key that was rotated out only the index knows that it
        // is none any more.
        if let Some(mark) = mark.filter(|_| found.old.is_none()) {
            let sighting = |version| Sighting { number: found.number, version };
            self.hot_keys.offer(&mark, || found.entry.version_of(&digest).map(sighting));
        }
        Some(found)
    }

    #[inline]
    fn is_it(&self, digest: &Digest, number: u32, expect: &impl Fn(u32)) -> Option<Found<'_>> {
        if number & OLD == 0 {
            expect(number);
            let entry = self.entries.get(number);
            return Some(Found { number, entry, terms: entry.read_of(digest)?, old: None });
        }
        let old = self.old_keys.get((number & !OLD) as usize).filter(|old| old.digest == *digest)?;
        let entry = self.entries.get(old.entry);
        let terms = entry.read()?;
        Some(Found { number: old.entry, entry, terms, old: Some((old.generation, old.until_ms)) })
    }

    /// Takes a token over as it stands in the store now; one that can't be read is refused until it can. The answer is
    /// its entry, and whether its limit changed.
    pub(super) fn follow(&self, read: &Read<'_>, id: TokenId) -> Result<Option<(u32, bool)>, StoreError> {
        match self.take_over(read, id) {
            Err(error) => {
                self.unreadable(id, error)?;
                Ok(self.forget(id))
            }
            followed => {
                self.unreadable.remove(id);
                followed
            }
        }
    }

    fn take_over(&self, read: &Read<'_>, id: TokenId) -> Result<Option<(u32, bool)>, StoreError> {
        let scopes = self.shared.add_scopes(id, &read.scopes_of(id)?.join(" "))?;
        let row = read
            .verifier_row(id, |row| Ok::<_, StoreError>((digest_of(row.hash), self.terms(&row, scopes)?)))?;
        let old_keys = read.old_keys_of(id)?;
        let mut writer = locked(&self.writer);
        let known = self.entries.of_token(id);
        let Some((digest, terms)) = row.transpose()? else {
            drop(writer);
            return Ok(self.forget(id));
        };
        let Some(number) = known else {
            let Some(number) = self.entries.push(&digest, &terms) else { return Ok(None) };
            writer.living += 1;
            self.insert(&mut writer, &digest, number);
            self.keep_old_keys(&mut writer, id, &old_keys);
            return Ok(Some((number, false)));
        };
        let entry = self.entries.get(number);
        let (before, former) = (entry.read(), entry.digest());
        // Known by its new key and by its old ones before it forgets the present one: none is refused in between.
        self.keep_old_keys(&mut writer, id, &old_keys);
        if former != digest {
            self.insert(&mut writer, &digest, number);
        }
        writer.living += usize::from(before.is_none());
        entry.write(&digest, &terms);
        if former != digest {
            self.index.load().remove(&former, number);
        }
        Ok(Some((number, before.is_some_and(|before| before.limit != terms.limit))))
    }

    /// Knows the token no more. The answer is as that of [`Self::follow`].
    pub(super) fn forget(&self, id: TokenId) -> Option<(u32, bool)> {
        let mut writer = locked(&self.writer);
        self.keep_old_keys(&mut writer, id, &[]);
        let number = self.entries.of_token(id)?;
        let entry = self.entries.get(number);
        if entry.read().is_some() {
            writer.living -= 1;
            self.index.load().remove(&entry.digest(), number);
            entry.remove();
        }
        Some((number, true))
    }

    /// Knows these keys of a token's former ones, and no others.
    fn keep_old_keys(&self, writer: &mut Writer, id: TokenId, keys: &[OldKeyRow]) {
        let is_row = |old: &OldKey, key: &OldKeyRow| {
            old.digest == digest_of(key.hash)
                && old.until_ms == key.until_ms
                && old.generation == key.generation
        };
        let former = writer.old_of.remove(&id).unwrap_or_default();
        let old = |number: &u32| self.old_keys.get(*number as usize);
        let (kept, gone): (Vec<u32>, Vec<u32>) = former
            .into_iter()
            .partition(|number| old(number).is_some_and(|old| keys.iter().any(|key| is_row(old, key))));
        for key in keys {
            if !kept.iter().filter_map(old).any(|old| is_row(old, key)) {
                self.add_old_key(writer, key);
            }
        }
        if !kept.is_empty() {
            writer.old_of.entry(id).or_default().extend(kept);
        }
        for number in gone {
            if let Some(old) = old(&number) {
                self.index.load().remove(&old.digest, number | OLD);
            }
        }
    }

    fn add_old_key(&self, writer: &mut Writer, key: &OldKeyRow) {
        let Some(entry) = self.entries.of_token(key.token) else { return };
        let digest = digest_of(key.hash);
        let place =
            self.old_keys.push(OldKey { digest, entry, generation: key.generation, until_ms: key.until_ms });
        let number = u32::try_from(place).unwrap_or(OLD) & !OLD;
        writer.old_of.entry(key.token).or_default().push(number);
        self.insert(writer, &digest, number | OLD);
    }

    /// Puts a number into the index, which is made anew where it has no room left.
    fn insert(&self, writer: &mut Writer, digest: &Digest, number: u32) {
        if writer.taken >= self.index.load().room() {
            let old_keys = writer.old_of.values().flatten().copied();
            let bigger = DigestIndex::for_count(2 * (writer.living + old_keys.clone().count()) + SPARE);
            let mut taken = 0;
            let living = (0..self.entries.len()).filter(|number| self.entries.get(*number).read().is_some());
            for other in living.filter(|other| self.entries.get(*other).digest() != *digest) {
                bigger.insert(&self.entries.get(other).digest(), other);
                taken += 1;
            }
            for other in old_keys.filter(|other| *other | OLD != number) {
                if let Some(old) = self.old_keys.get(other as usize) {
                    bigger.insert(&old.digest, other | OLD);
                    taken += 1;
                }
            }
            writer.taken = taken;
            self.index.store(std::sync::Arc::new(bigger));
        }
        self.index.load().insert(digest, number);
        writer.taken += 1;
    }

    fn terms(&self, row: &VerifierRow<'_>, scopes: u32) -> Result<Terms, StoreError> {
        let switch = match row.switch {
            Switch::Enabled => 0,
            Switch::Disabled => flag::DISABLED,
            Switch::Revoked => flag::REVOKED,
        };
        Ok(Terms {
            id: row.id,
            flags: flag::LIVES | switch | if row.deleted { flag::DELETED } else { 0 },
            expires_ms: row.expires_ms,
            limit: row.limit,
            rules: self.shared.add_rules(row)?,
            scopes,
            rate: self.shared.add_rate(row.rate),
            extras: self.shared.add_extras(row)?,
            generation: row.generation,
            name: self.shared.add_name(row.name),
        })
    }
}

fn digest_of(hash: KeyHash) -> Digest {
    let (words, _) = hash.as_bytes().as_chunks::<8>();
    [words[0], words[1], words[2], words[3]].map(u64::from_le_bytes)
}

#[cfg(test)]
mod tests;
