//! Counters that outlive the process: one slot of one cache line for each token that was used, in a mapped file.
//!
//! A slot is raised before the reply, so that after `kill -9` it still says how much of its lease was used. It says
//! nothing after the machine itself went down: the file knows in which boot it was written.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, Write},
    path::Path,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
};

use tokendesk_domain::{rate::Rate, token::TokenId};
use tokendesk_store_sqlite::{Lease, Node, Spent};

use super::{entries::NOWHERE, mapping::Mapping};

/// One page.
const HEADER: u64 = 4096;
const MAGIC: &[u8; 8] = b"TKDSLOT1";
const WORDS: usize = 8;
/// Slots that are made room for at once: 4 MB.
const CHUNK: usize = 1 << 16;
const CHUNK_BYTES: usize = CHUNK * WORDS * size_of::<u64>();
/// As many as there may be tokens.
const CHUNKS: usize = 1 << 10;

/// What each word of a slot is.
mod word {
    pub(super) const TOKEN: usize = 0;
    /// Whether the lease is closed, its serial, and what was used of it.
    pub(super) const STATE: usize = 1;
    /// Whether the limit is used up, the size of the last lease, and all that was granted.
    pub(super) const GRANTED: usize = 2;
    pub(super) const UNTIL_MS: usize = 3;
    /// Requests of the window that are no part of the lease.
    pub(super) const ELSEWHERE: usize = 4;
    /// Which hour, the requests in it that were not told yet, and those of them from the latest address.
    pub(super) const ACTIVITY: usize = 5;
    pub(super) const LAST_MS: usize = 6;
    /// What a rate keeps of the past, in nanoseconds.
    pub(super) const ARRIVAL: usize = 7;
}

const CLOSED: u64 = 1 << 63;
const SERIAL_SHIFT: u32 = 48;
const SERIAL_MASK: u64 = (1 << 15) - 1;
const USED_MASK: u64 = (1 << SERIAL_SHIFT) - 1;
const DRY: u64 = 1 << 63;
const SIZE_SHIFT: u32 = 48;
const SIZE_MASK: u64 = (1 << 15) - 1;
const GRANTED_MASK: u64 = (1 << SIZE_SHIFT) - 1;
const NEVER_MS: u64 = u64::MAX;

/// A slot.
#[derive(Clone, Copy)]
pub(super) struct Slot<'s>(&'s [AtomicU64; WORDS]);

/// What a request got of a lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spend {
    /// One request.
    Taken {
        /// Whether it is time for the next lease.
        renew: bool,
        /// Of which lease.
        serial: i64,
    },
    /// There is no lease of this window, or nothing left of it.
    Empty,
    /// The limit is used up.
    UsedUp,
}

/// How far a limit is used, as a slot knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Level {
    pub(super) used: u64,
    /// Unix milliseconds; none: never.
    pub(super) until_ms: Option<i64>,
}

impl<'s> Slot<'s> {
    fn load(self, word: usize) -> u64 {
        self.0[word].load(Ordering::Acquire)
    }

    fn store(self, word: usize, value: u64) {
        self.0[word].store(value, Ordering::Release);
    }

    /// Whose it is.
    pub(super) fn token(self) -> TokenId {
        TokenId(self.load(word::TOKEN).cast_signed())
    }

    /// What it says of its lease; as good as none for a slot that was never opened.
    pub(super) fn spent(self) -> Spent {
        let state = self.load(word::STATE);
        Spent { serial: (state >> SERIAL_SHIFT & SERIAL_MASK).cast_signed(), used: state & USED_MASK }
    }

    /// Never the present one's.
    pub(super) fn next_serial(self) -> i64 {
        (self.spent().serial + 1) & SERIAL_MASK.cast_signed()
    }

    /// Whether nothing may be taken of the lease.
    pub(super) fn is_closed(self) -> bool {
        self.load(word::STATE) & CLOSED != 0
    }

    /// Whether anything was granted.
    pub(super) fn has_lease(self) -> bool {
        self.load(word::GRANTED) & GRANTED_MASK > 0
    }

    /// From now on nothing is taken of the lease: what it says was used is final.
    pub(super) fn close(self) {
        self.0[word::STATE].fetch_or(CLOSED, Ordering::AcqRel);
    }

    /// Takes one request, or only looks whether there is one.
    #[inline]
    pub(super) fn spend(self, now_ms: i64, take: bool) -> Spend {
        loop {
            let state = self.load(word::STATE);
            let granted = self.load(word::GRANTED);
            let until_ms = self.load(word::UNTIL_MS);
            if state & CLOSED != 0 || (until_ms != NEVER_MS && until_ms.cast_signed() <= now_ms) {
                return Spend::Empty;
            }
            let (used, all) = (state & USED_MASK, granted & GRANTED_MASK);
            if used >= all {
                return if granted & DRY == 0 { Spend::Empty } else { Spend::UsedUp };
            }
            let serial = (state >> SERIAL_SHIFT & SERIAL_MASK).cast_signed();
            if !take {
                return Spend::Taken { renew: false, serial };
            }
            // Fails also where the lease became another one meanwhile: its serial is part of the word.
            let raised = self.0[word::STATE].compare_exchange_weak(
                state,
                state + 1,
                Ordering::AcqRel,
                Ordering::Acquire,
            );
            if raised.is_ok() {
                let quarter = (granted >> SIZE_SHIFT & SIZE_MASK) / 4;
                let renew = granted & DRY == 0 && all - used - 1 == quarter;
                return Spend::Taken { renew, serial };
            }
        }
    }

    /// Gives back the request that was just taken. Where the lease was closed meanwhile, it stays used.
    pub(super) fn give_back(self, serial: i64) {
        let give = |state: u64| {
            let same = (state >> SERIAL_SHIFT & SERIAL_MASK).cast_signed() == serial;
            (same && state & CLOSED == 0 && state & USED_MASK > 0).then(|| state - 1)
        };
        let _ = self.0[word::STATE].fetch_update(Ordering::AcqRel, Ordering::Acquire, give);
    }

    /// How far the limit is used.
    pub(super) fn level(self) -> Level {
        let until_ms = self.load(word::UNTIL_MS);
        Level {
            used: self.load(word::ELSEWHERE) + self.spent().used,
            until_ms: (until_ms != NEVER_MS).then_some(until_ms.cast_signed()),
        }
    }

    /// Takes over what stands in the data file; `lease` came of what this slot said before. One that was closed
    /// meanwhile stays so, unless this is another one.
    pub(super) fn take_over(self, lease: &Lease) {
        if lease.serial != self.spent().serial {
            // Nobody takes of the former lease by what stands in the new one.
            self.close();
            self.store(word::GRANTED, 0);
            self.store(word::UNTIL_MS, lease.until_ms.map_or(NEVER_MS, i64::cast_unsigned));
            self.store(word::STATE, (lease.serial.cast_unsigned() & SERIAL_MASK) << SERIAL_SHIFT);
        }
        self.store(word::ELSEWHERE, lease.elsewhere);
        let dry = if lease.added == 0 { DRY } else { 0 };
        self.store(word::GRANTED, dry | lease.added << SIZE_SHIFT | lease.granted);
    }

    /// Takes one request of a rate, or only looks whether there is one; the error is how long to wait.
    pub(super) fn take_rate(self, rate: Rate, now_ns: u64, take: bool) -> Result<(), std::time::Duration> {
        let mut arrival = self.load(word::ARRIVAL);
        loop {
            let next = rate.take(arrival, now_ns)?;
            if !take {
                return Ok(());
            }
            let taken = self.0[word::ARRIVAL].compare_exchange_weak(
                arrival,
                next,
                Ordering::AcqRel,
                Ordering::Acquire,
            );
            match taken {
                Ok(_) => return Ok(()),
                Err(found) => arrival = found,
            }
        }
    }

    /// The word of the activity.
    #[inline]
    pub(super) fn activity(self) -> &'s AtomicU64 {
        &self.0[word::ACTIVITY]
    }

    /// When it was used last.
    #[inline]
    pub(super) fn last_ms(self) -> &'s AtomicU64 {
        &self.0[word::LAST_MS]
    }
}

/// What a former run left.
pub(super) struct Former {
    /// By token: what its slot says of its lease, its activity, when it was used last.
    pub(super) slots: Vec<(TokenId, Spent, u64, i64)>,
    /// Written in this boot: it tells the truth.
    pub(super) is_true: bool,
}

/// All slots of one verifier.
pub(super) struct Slots {
    node: Node,
    file: File,
    chunks: Box<[OnceLock<Mapping>]>,
    /// Slots that were given out.
    given: Mutex<u32>,
}

/// Why slots can't be had.
#[derive(Debug, thiserror::Error)]
pub enum SlotsError {
    /// Another verifier has them.
    #[error("another verifier is running with this folder of counters")]
    InUse,
    /// The folder or its file.
    #[error("the verifier's counters can't be used: {0}")]
    Io(#[from] io::Error),
}

impl Slots {
    /// Opens the slots in a folder, which is made where it is missing; nobody else may then. What is there of a former
    /// run stays until [`Self::begin`]. `new_node` is used where there is none.
    pub(super) fn open(folder: &Path, new_node: Node) -> Result<(Self, Former), SlotsError> {
        let file = open_private(folder)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(SlotsError::InUse),
            Err(fs::TryLockError::Error(error)) => return Err(error.into()),
        }
        let (node, former) = read_former(&file)?.unwrap_or((new_node, Former::none()));
        let chunks = (0..CHUNKS).map(|_| OnceLock::new()).collect();
        Ok((Self { node, file, chunks, given: Mutex::new(0) }, former))
    }

    /// The number of this verifier.
    pub(super) const fn node(&self) -> &Node {
        &self.node
    }

    /// Forgets the former run.
    pub(super) fn begin(&self) -> Result<(), SlotsError> {
        let mut file = &self.file;
        file.set_len(0)?;
        let mut header = [0; 40];
        header[..8].copy_from_slice(MAGIC);
        header[8..24].copy_from_slice(&self.node);
        header[24..].copy_from_slice(&boot());
        file.rewind()?;
        file.write_all(&header)?;
        Ok(file.sync_data()?)
    }

    /// Gives a token a slot, closed, and writes its number to `place`, unless another thread just did. The number; none:
    /// there is no room on the disk.
    pub(super) fn add(&self, token: TokenId, place: &AtomicU32) -> Option<u32> {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let there = place.load(Ordering::Acquire);
        if there != NOWHERE {
            return Some(there);
        }
        let number = *given;
        let chunk = self.chunks.get(number as usize / CHUNK)?;
        if chunk.get().is_none() {
            let offset = HEADER + (number as usize / CHUNK * CHUNK_BYTES) as u64;
            // A page without its place on the disk would end this process when it is written.
            let made =
                reserve(&self.file, offset).and_then(|()| Mapping::of(&self.file, offset, CHUNK_BYTES));
            match made {
                Ok(mapping) => drop(chunk.set(mapping)),
                Err(error) => {
                    tracing::error!(%error, "there is no room for more counters");
                    return None;
                }
            }
        }
        let slot = self.get(number);
        slot.store(word::STATE, CLOSED);
        slot.store(word::TOKEN, token.0.cast_unsigned());
        *given += 1;
        place.store(number, Ordering::Release);
        Some(number)
    }

    /// The slot of a number that was given out.
    #[inline]
    pub(super) fn get(&self, number: u32) -> Slot<'_> {
        let chunk = self.chunks[number as usize / CHUNK].get().expect("the number was given out");
        let first = number as usize % CHUNK * WORDS;
        Slot(chunk.words()[first..first + WORDS].try_into().expect("eight words"))
    }

    /// How many were given out.
    pub(super) fn len(&self) -> u32 {
        *self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Former {
    const fn none() -> Self {
        Self { slots: Vec::new(), is_true: true }
    }
}

/// None: there was none, or it is damaged.
fn read_former(mut file: &File) -> io::Result<Option<(Node, Former)>> {
    let len = file.metadata()?.len();
    let mut header = [0; 40];
    if len < header.len() as u64 {
        return Ok(None);
    }
    file.rewind()?;
    file.read_exact(&mut header)?;
    let (Ok(node), Ok(written_in)) = (Node::try_from(&header[8..24]), <[u8; 16]>::try_from(&header[24..]))
    else {
        return Ok(None);
    };
    if header[..8] != *MAGIC {
        return Ok(None);
    }
    // What a former boot wrote may be older than what it did; the number is still its own.
    let is_true = written_in == boot() && written_in != [0; 16];
    let mut slots = Vec::new();
    let mut offset = HEADER;
    while is_true && offset + CHUNK_BYTES as u64 <= len {
        let mapping = Mapping::of(file, offset, CHUNK_BYTES)?;
        let words = mapping.words().as_chunks::<WORDS>().0;
        let used = words.iter().map(Slot).filter(|slot| slot.load(word::TOKEN) != 0);
        slots.extend(used.map(|slot| {
            let last_ms = slot.load(word::LAST_MS).cast_signed();
            (slot.token(), slot.spent(), slot.load(word::ACTIVITY), last_ms)
        }));
        offset += CHUNK_BYTES as u64;
    }
    Ok(Some((node, Former { slots, is_true })))
}

fn open_private(folder: &Path) -> io::Result<File> {
    let (mut builder, mut options) = (fs::DirBuilder::new(), OpenOptions::new());
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        builder.mode(0o700);
        options.mode(0o600);
    }
    builder.recursive(true).create(folder)?;
    options.read(true).write(true).create(true).truncate(false).open(folder.join("slots"))
}

/// Room for one more chunk, on the disk itself where the system can.
fn reserve(file: &File, offset: u64) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), offset, CHUNK_BYTES as u64)?;
    #[cfg(not(target_os = "linux"))]
    file.set_len(offset + CHUNK_BYTES as u64)?;
    Ok(())
}

/// The number of the machine's present boot; all zero: it does not tell.
fn boot() -> [u8; 16] {
    let text = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let hex: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    u128::from_str_radix(&hex, 16).unwrap_or(0).to_be_bytes()
}

#[cfg(test)]
mod tests;
