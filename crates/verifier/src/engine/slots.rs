//! Counters that outlive the process: one slot for each token that was used, in a mapped file.
//!
//! Whoever keeps them says which number a token's slot has. A token's in the table is that of its entry: both are brought
//! near at once, before the one is read.
//!
//! A slot is raised before the reply, so that after `kill -9` it still says how much of its lease was used. It says
//! nothing after the machine itself went down: the file knows in which boot it was written.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, Write},
    path::Path,
    sync::{Mutex, OnceLock, atomic::Ordering},
};

use tokendesk_domain::token::TokenId;
use tokendesk_store_sqlite::{Node, Spent};

use super::{
    locked,
    mapping::Mapping,
    slot::{Slot, WORDS},
};

/// One page.
const HEADER: u64 = 4096;
const MAGIC: &[u8; 8] = b"TKDSLOT1";
/// Slots that are made room for at once: 4 MB.
const CHUNK: usize = 1 << 16;
const CHUNK_BYTES: usize = CHUNK * WORDS * size_of::<u64>();
/// As many as there may be tokens.
const CHUNKS: usize = 1 << 10;

/// Whose a slot is that was not given out.
const NOBODY: TokenId = TokenId(0);

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
    /// Whoever gives one out holds it.
    given: Mutex<Given>,
}

/// What was given out.
#[derive(Default)]
struct Given {
    slots: u32,
    /// The chunk that there was no room for at the last attempt.
    missing: Option<usize>,
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
    /// Opens the slots of a name in a folder, which is made where it is missing; nobody else may then. What is there of a
    /// former run stays until [`Self::begin`]. `new_node` is used where there is none.
    pub(super) fn open(folder: &Path, name: &str, new_node: Node) -> Result<(Self, Former), SlotsError> {
        let file = open_private(folder, name)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(SlotsError::InUse),
            Err(fs::TryLockError::Error(error)) => return Err(error.into()),
        }
        let (node, former) = read_former(&file)?.unwrap_or((new_node, Former::none()));
        let chunks = (0..CHUNKS).map(|_| OnceLock::new()).collect();
        let slots = Self { node, file, chunks, given: Mutex::default() };
        Ok((slots, former))
    }

    /// The number of this verifier.
    pub(super) const fn node(&self) -> &Node {
        &self.node
    }

    /// The slots as those of another number, from [`Self::begin`] on.
    pub(super) fn of_node(self, node: Node) -> Self {
        Self { node, ..self }
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

    /// Gives a token the slot of this number, closed, unless another thread just did. None: there is no room on the disk.
    pub(super) fn add(&self, number: u32, token: TokenId) -> Option<Slot<'_>> {
        let mut given = locked(&self.given);
        if let Some(there) = self.get(number) {
            return Some(there);
        }
        // What was missing is tried again with whatever comes: the token that asked for it may never do so again.
        let needed = number as usize / CHUNK;
        for chunk in given.missing.into_iter().chain([needed]) {
            match self.make_room(chunk) {
                Ok(()) if given.missing == Some(chunk) => {
                    given.missing = None;
                    tracing::info!("there is room for counters again");
                }
                Ok(()) => {}
                Err(error) => {
                    // Told once.
                    if given.missing.replace(chunk).is_none() {
                        tracing::error!(%error, "there is no room for more counters");
                    }
                }
            }
        }
        let slot = self.at(number)?;
        slot.begin(token);
        given.slots += 1;
        Some(slot)
    }

    fn make_room(&self, number: usize) -> io::Result<()> {
        let Some(chunk) = self.chunks.get(number) else { return Err(io::ErrorKind::QuotaExceeded.into()) };
        if chunk.get().is_none() {
            let offset = HEADER + (number * CHUNK_BYTES) as u64;
            // A page without its place on the disk would end this process when it is written.
            reserve(&self.file, offset)?;
            drop(chunk.set(Mapping::of(&self.file, offset, CHUNK_BYTES)?));
        }
        Ok(())
    }

    /// The slot of this number; none: it was not given out yet.
    #[inline]
    pub(super) fn get(&self, number: u32) -> Option<Slot<'_>> {
        self.at(number).filter(|slot| slot.token() != NOBODY)
    }

    /// Has the slot of this number brought near, whether it was given out or not, for whoever needs it before long.
    #[inline]
    pub(super) fn fetch(&self, number: u32) {
        if let Some(slot) = self.at(number) {
            slot.fetch();
        }
    }

    #[inline]
    fn at(&self, number: u32) -> Option<Slot<'_>> {
        let chunk = self.chunks.get(number as usize / CHUNK)?.get()?;
        Some(Slot(&chunk.words().as_chunks().0[number as usize % CHUNK]))
    }

    /// All that were given out.
    pub(super) fn all(&self) -> impl Iterator<Item = Slot<'_>> {
        self.chunks.iter().filter_map(OnceLock::get).flat_map(given_out)
    }

    /// Whether there was no room for one more.
    pub(super) fn is_full(&self) -> bool {
        locked(&self.given).missing.is_some()
    }

    /// How many were given out.
    pub(super) fn len(&self) -> u32 {
        locked(&self.given).slots
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
        slots.extend(given_out(&mapping).map(|slot| {
            let last_ms = slot.last_ms().load(Ordering::Relaxed).cast_signed();
            (slot.token(), slot.spent(), slot.activity().load(Ordering::Relaxed), last_ms)
        }));
        offset += CHUNK_BYTES as u64;
    }
    Ok(Some((node, Former { slots, is_true })))
}

fn given_out(chunk: &Mapping) -> impl Iterator<Item = Slot<'_>> {
    chunk.words().as_chunks().0.iter().map(Slot).filter(|slot| slot.token() != NOBODY)
}

fn open_private(folder: &Path, name: &str) -> io::Result<File> {
    let (mut builder, mut options) = (fs::DirBuilder::new(), OpenOptions::new());
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        builder.mode(0o700);
        options.mode(0o600);
    }
    builder.recursive(true).create(folder)?;
    options.read(true).write(true).create(true).truncate(false).open(folder.join(name))
}

/// Room for one more chunk, on the disk itself where the system can.
fn reserve(file: &File, offset: u64) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), offset, CHUNK_BYTES as u64)?;
    #[cfg(not(target_os = "linux"))]
    file.set_len(file.metadata()?.len().max(offset + CHUNK_BYTES as u64))?;
    Ok(())
}

/// The number of the machine's present boot; all zero: it does not tell.
fn boot() -> [u8; 16] {
    let text = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let hex: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    u128::from_str_radix(&hex, 16).unwrap_or(0).to_be_bytes()
}

#[cfg(test)]
pub(super) mod tests;
