//! Keeps the lists' index: built once behind the first page, then following every change.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::Duration,
};

use tokendesk_list_index::{IndexError, ListIndex};
use tokendesk_store_sqlite::{Read, Store, StoreError};

use super::kept_index::{IndexFailure, KeptIndex, Progress};
use crate::desk::locked;

/// The first page comes first; a window that never asks for one still gets its counts.
const FIRST_PAGE_WITHIN: Duration = Duration::from_secs(2);
/// A page is painted with the processors to itself.
const PAINTED_WITHIN: Duration = Duration::from_millis(500);
/// Changes that whoever asks for a list waits for. More are followed in the background.
const AT_ONCE: i64 = 2_000;
/// After it could not be built.
const AGAIN_AFTER: Duration = Duration::from_secs(30);
/// So few tokens are quicker asked of the file than waited for.
const FEW: i64 = 20_000;

/// The index with its thread, which ends when this is dropped.
#[derive(Default)]
pub(crate) struct ListKeeper(Arc<Keeping>);

#[derive(Default)]
struct Keeping {
    index: KeptIndex,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    stage: Stage,
    /// Counts what was taken over while nobody waited for it.
    version: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    /// Nobody wants an index.
    #[default]
    Unwanted,
    /// The first page was not asked for yet.
    BeforeFirstPage,
    /// Being built for the first time.
    Building,
    /// It answers, and its thread waits for work.
    Ready,
    /// It answers, and its thread takes over what happened.
    Behind,
    /// There is none.
    Failed,
    /// The desk is gone.
    Closed,
}

impl Drop for ListKeeper {
    fn drop(&mut self) {
        self.0.enter(Stage::Closed);
    }
}

impl ListKeeper {
    /// Starts the thread that makes the index and keeps it; once.
    pub(super) fn start(&self, store: &Arc<Store>) {
        {
            let mut state = locked(&self.0.state);
            if state.stage != Stage::Unwanted {
                return;
            }
            state.stage = Stage::BeforeFirstPage;
        }
        let (keeping, store) = (Arc::clone(&self.0), Arc::clone(store));
        let thread = thread::Builder::new().name("lists".to_owned()).spawn(move || keeping.run(&store));
        if let Err(error) = thread {
            tracing::warn!(%error, "lists are read from the file: no thread could be started");
            self.0.enter(Stage::Failed);
        }
    }

    /// The first page is with the window.
    pub(super) fn first_page_is_out(&self) {
        let before = |state: &State| state.stage == Stage::BeforeFirstPage;
        if before(&locked(&self.0.state)) {
            self.0.enter(Stage::Building);
        }
    }

    /// The index, with all that happened up to now unless that is much; none: ask the file.
    pub(super) fn index(&self, read: &Read<'_>) -> Result<Option<&KeptIndex>, StoreError> {
        match self.0.index.follow(read, AT_ONCE) {
            Ok(Progress::UpToDate) => Ok(Some(&self.0.index)),
            Ok(Progress::Behind) => {
                self.0.fall_behind();
                Ok(Some(&self.0.index))
            }
            Ok(Progress::Absent) => Ok(None),
            Err(IndexFailure::Store(error)) => Err(error),
            Err(IndexFailure::Index(error)) => {
                tracing::warn!(%error, "the lists' index is made anew");
                self.0.fall_behind();
                Ok(None)
            }
        }
    }

    /// The index, waited for where one is being built of a large file; none: ask the file.
    pub(super) fn index_patiently(&self, read: &Read<'_>) -> Result<Option<&KeptIndex>, StoreError> {
        if self.is_coming(read)? {
            self.0.wait_while(|stage| matches!(stage, Stage::BeforeFirstPage | Stage::Building));
        }
        self.index(read)
    }

    /// Whether an index will answer soon, so that a large file need not be read as a whole.
    pub(super) fn is_coming(&self, read: &Read<'_>) -> Result<bool, StoreError> {
        let stage = locked(&self.0.state).stage;
        Ok(matches!(stage, Stage::BeforeFirstPage | Stage::Building) && read.last_token_id()? > FEW)
    }

    /// Waits until the thread has nothing to do; whether there is an index then.
    pub(super) fn settle(&self) -> bool {
        let at_work = |stage| matches!(stage, Stage::BeforeFirstPage | Stage::Building | Stage::Behind);
        self.0.wait_while(at_work) == Stage::Ready
    }

    /// Another number after lists took something over while nobody waited for it.
    pub(super) fn version(&self) -> u64 {
        locked(&self.0.state).version
    }
}

impl Keeping {
    fn run(&self, store: &Store) {
        self.wait_for_first_page(store);
        loop {
            if let Err(error) = self.work(store) {
                tracing::warn!(%error, "lists are read from the file: their index could not be made");
                self.index.clear();
                self.enter(Stage::Failed);
                self.wait_for(AGAIN_AFTER, Stage::Failed);
                self.enter(Stage::Building);
            } else {
                self.enter(Stage::Ready);
                self.wait_while(|stage| stage == Stage::Ready);
            }
            if self.is_closed() {
                return;
            }
        }
    }

    fn wait_for_first_page(&self, store: &Store) {
        self.wait_for(FIRST_PAGE_WITHIN, Stage::BeforeFirstPage);
        self.enter(Stage::Building);
        let few = store.read().and_then(|read| read.last_token_id()).is_ok_and(|last| last <= FEW);
        if !few {
            self.wait_for(PAINTED_WITHIN, Stage::Building);
        }
    }

    /// Makes the index where there is none or a worn one, and takes over all that happened.
    fn work(&self, store: &Store) -> Result<(), IndexFailure> {
        let build = || self.index.build(store, || !self.is_closed());
        if self.index.ask(ListIndex::is_worn).unwrap_or(true) {
            build()?;
        }
        while !self.is_closed() {
            match self.index.follow(&store.read()?, i64::MAX) {
                Ok(Progress::Behind) if self.index.ask(ListIndex::is_worn) == Some(true) => build()?,
                Ok(Progress::Behind) => {}
                Ok(Progress::UpToDate | Progress::Absent) => break,
                Err(IndexFailure::Index(IndexError::OutOfOrder)) => build()?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn fall_behind(&self) {
        let is_ready = locked(&self.state).stage == Stage::Ready;
        if is_ready {
            self.enter(Stage::Behind);
        }
    }

    /// Nothing comes after the end.
    fn enter(&self, stage: Stage) {
        let mut current = locked(&self.state);
        if current.stage != Stage::Closed {
            current.stage = stage;
            current.version += u64::from(matches!(stage, Stage::Ready | Stage::Failed));
        }
        self.changed.notify_all();
    }

    fn is_closed(&self) -> bool {
        locked(&self.state).stage == Stage::Closed
    }

    /// Waits at most so long for this stage to end.
    fn wait_for(&self, time: Duration, stage: Stage) {
        let current = locked(&self.state);
        drop(self.changed.wait_timeout_while(current, time, |current| current.stage == stage));
    }

    /// The stage that comes after these.
    fn wait_while(&self, waits: impl Fn(Stage) -> bool) -> Stage {
        let state = self.changed.wait_while(locked(&self.state), |state| waits(state.stage));
        state.unwrap_or_else(PoisonError::into_inner).stage
    }
}
