//! One writer at a time, and one flush for all who write at the same time.
//!
//! Whoever finishes its work while others wait leaves the transaction open for them; the last one commits, and
//! each of them hears its outcome only then. Where a flush takes its time, sixteen callers are several times as fast
//! as one.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use rusqlite::Connection;

use crate::{StoreError, StoreFailure, connections::checkpoint, file_identity::FileIdentity, log::Log};

/// More in one transaction gain nothing, and the first of them waits.
const MOST: usize = 256;

/// The connection that writes, and the transaction that is open on it.
pub(crate) struct Writer {
    open: Mutex<Open>,
    /// Callers that wait for the connection: each of them will take over an open transaction.
    waiting: AtomicUsize,
}

struct Open {
    connection: Connection,
    file: FileIdentity,
    log: Log,
    group: Option<Group>,
}

/// How a member's work ended.
#[derive(Clone, Copy)]
enum End<'e> {
    Kept,
    /// With the file's error, if it was one.
    Failed(Option<&'e StoreError>),
}

/// Those whose work stands in the open transaction.
#[derive(Default)]
struct Group {
    members: usize,
    outcome: Arc<Outcome>,
}

/// What became of a transaction, for those that wait for it.
type Outcome = OnceLock<Result<(), StoreError>>;

impl Writer {
    /// `connection` has read the file at `path` already: its log is there.
    pub(crate) fn new(connection: Connection, path: &Path) -> Result<Self, StoreError> {
        let (file, log) = (FileIdentity::of(path)?, Log::of(path));
        let open = Mutex::new(Open { connection, file, log, group: None });
        Ok(Self { open, waiting: AtomicUsize::new(0) })
    }

    /// Runs `work` in a transaction, and returns after it is on the disk. Work that fails leaves nothing.
    pub(crate) fn run<T, E: StoreFailure>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let mut open = locked(&self.open);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        let outcome = open.join()?;
        let done = catch_unwind(AssertUnwindSafe(|| work(&open.connection)));
        let end = match &done {
            Ok(Ok(_)) => End::Kept,
            Ok(Err(error)) => End::Failed(error.store_error()),
            Err(_) => End::Failed(None),
        };
        // Work that fails for want of space loses the whole transaction, and with it what others did in it.
        let intact = open.finish(end);
        let last = self.waiting.load(Ordering::SeqCst) == 0 || open.members() >= MOST;
        if intact && last {
            open.commit();
        }
        drop(open);
        match done {
            Err(panic) => resume_unwind(panic),
            Ok(Err(error)) => Err(error),
            Ok(Ok(done)) => match outcome.wait() {
                Ok(()) => Ok(done),
                Err(error) => Err(error.again().into()),
            },
        }
    }

    /// Writes the log into the file and empties it.
    pub(crate) fn checkpoint(&self) -> Result<(), StoreError> {
        let mut open = locked(&self.open);
        // Between two members a transaction is open: those who come next begin another one.
        if open.group.is_some() {
            open.commit();
        }
        checkpoint(&mut open.connection)
    }

    /// The connection, for what needs no transaction of its own.
    #[cfg(test)]
    pub(crate) fn with<T>(&self, use_it: impl FnOnce(&mut Connection) -> T) -> T {
        use_it(&mut locked(&self.open).connection)
    }
}

impl Open {
    /// Begins a transaction, or becomes part of the one that is open.
    fn join(&mut self) -> Result<Arc<Outcome>, StoreError> {
        if let Some(group) = &mut self.group {
            group.members += 1;
            let outcome = Arc::clone(&group.outcome);
            // Work that runs without its transaction would be kept statement by statement.
            if let Err(error) = self.run("SAVEPOINT member") {
                let error = StoreError::from(error);
                self.give_up(error.again());
                return Err(error);
            }
            return Ok(outcome);
        }
        self.file.check()?;
        self.run("BEGIN IMMEDIATE")?;
        let group = self.group.insert(Group { members: 1, outcome: Arc::default() });
        Ok(Arc::clone(&group.outcome))
    }

    /// Keeps the latest member's work or takes it back. False: the transaction is over, all of it taken back.
    fn finish(&mut self, end: End<'_>) -> bool {
        if self.connection.is_autocommit() {
            self.settle(Err(match end {
                End::Failed(Some(error)) => error.again(),
                End::Failed(None) | End::Kept => StoreError::Busy,
            }));
            return false;
        }
        let first = self.members() == 1;
        let done = match (end, first) {
            (End::Kept, true) => Ok(()),
            (End::Kept, false) => self.run("RELEASE member"),
            (End::Failed(_), false) => self.connection.execute_batch("ROLLBACK TO member; RELEASE member"),
            (End::Failed(_), true) => {
                self.give_up(StoreError::Busy);
                return false;
            }
        };
        if let Err(error) = done {
            self.give_up(error.into());
            return false;
        }
        true
    }

    fn commit(&mut self) {
        match self.run("COMMIT") {
            // Only what lies in the file's place is kept: a key must not be shown for a file that is gone.
            Ok(()) => self.settle(self.file.check()),
            Err(error) => self.give_up(error.into()),
        }
        self.log.bound(&mut self.connection);
    }

    /// One of the few statements around the work, which are prepared once.
    fn run(&self, statement: &str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(statement)?.execute([]).map(drop)
    }

    /// Takes all of the transaction back and tells those that wait for it.
    fn give_up(&mut self, error: StoreError) {
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be taken back");
        }
        self.settle(Err(error));
    }

    fn settle(&mut self, result: Result<(), StoreError>) {
        if let Some(group) = self.group.take() {
            // Only the group that is taken here settles it.
            let _ = group.outcome.set(result);
        }
    }

    fn members(&self) -> usize {
        self.group.as_ref().map_or(0, |group| group.members)
    }
}

/// No lock of this file is held while foreign code runs that could panic, but for `work`, whose panic is caught.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::thread;

    use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

    use super::*;

    fn writer() -> (tempfile::TempDir, Writer, Arc<AtomicUsize>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.db");
        let mut connection = crate::connections::open_writer(&path).unwrap();
        connection.execute_batch("CREATE TABLE numbers (n INTEGER PRIMARY KEY) STRICT").unwrap();
        let commits = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&commits);
        connection
            .commit_hook(Some(move || {
                count.fetch_add(1, Ordering::SeqCst);
                false
            }))
            .unwrap();
        (folder, Writer::new(connection, &path).unwrap(), commits)
    }

    fn add(connection: &Connection, n: u32) -> Result<(), StoreError> {
        connection.execute("INSERT INTO numbers VALUES (?1)", [n])?;
        Ok(())
    }

    fn numbers(writer: &Writer) -> Vec<u32> {
        writer.with(|connection| {
            let mut statement = connection.prepare("SELECT n FROM numbers ORDER BY n").unwrap();
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        })
    }

    /// All of `members` stand in line before the first of them is done.
    fn at_once(
        writer: &Writer,
        members: u32,
        work: impl Fn(&Connection, u32) -> Result<(), StoreError> + Sync,
    ) -> Vec<thread::Result<Result<(), StoreError>>> {
        let first = AtomicUsize::new(0);
        thread::scope(|scope| {
            let run = |n| {
                let (first, work) = (&first, &work);
                move || {
                    writer.run(|connection| {
                        if first.fetch_add(1, Ordering::SeqCst) == 0 {
                            while writer.waiting.load(Ordering::SeqCst) < members as usize - 1 {
                                thread::yield_now();
                            }
                        }
                        work(connection, n)
                    })
                }
            };
            let threads: Vec<_> = (0..members).map(|n| scope.spawn(run(n))).collect();
            threads.into_iter().map(thread::ScopedJoinHandle::join).collect()
        })
    }

    #[test]
    fn those_who_write_at_once_share_one_commit() {
        let (_folder, writer, commits) = writer();
        for outcome in at_once(&writer, 16, add) {
            outcome.unwrap().unwrap();
        }
        assert_eq!(commits.load(Ordering::SeqCst), 1);
        assert_eq!(numbers(&writer), (0..16).collect::<Vec<_>>());
    }

    #[test]
    fn one_after_the_other_each_has_its_own() {
        let (_folder, writer, commits) = writer();
        for n in 0..3 {
            writer.run(|connection| add(connection, n)).unwrap();
        }
        assert_eq!(commits.load(Ordering::SeqCst), 3);
    }

    #[test]
    fn work_that_fails_or_panics_takes_nothing_of_the_others_with_it() {
        let (_folder, writer, _commits) = writer();
        let outcomes = at_once(&writer, 12, |connection, n| {
            add(connection, n)?;
            match n % 3 {
                0 => Ok(()),
                1 => Err(StoreError::Busy),
                _ => panic!("on purpose"),
            }
        });
        for (n, outcome) in (0..).zip(outcomes) {
            match n % 3 {
                0 => outcome.unwrap().unwrap(),
                1 => assert!(matches!(outcome.unwrap(), Err(StoreError::Busy))),
                _ => assert!(outcome.is_err()),
            }
        }
        assert_eq!(numbers(&writer), [0, 3, 6, 9]);
        writer.run(|connection| add(connection, 100)).unwrap();
    }

    #[test]
    fn a_transaction_that_is_lost_is_lost_for_all_who_were_told_nothing_yet() {
        let (_folder, writer, _commits) = writer();
        let outcomes = at_once(&writer, 8, |connection, n| {
            add(connection, n)?;
            if n == 3 {
                // As SQLite does by itself when the disk fails in the middle.
                connection.execute_batch("ROLLBACK")?;
                return Err(StoreError::Full);
            }
            Ok(())
        });
        let kept = numbers(&writer);
        for (n, outcome) in (0..).zip(outcomes) {
            assert_eq!(outcome.unwrap().is_ok(), kept.contains(&n), "{n}: {kept:?}");
        }
        assert!(!kept.contains(&3));
    }

    #[test]
    fn each_of_them_hears_why_their_transaction_is_lost() {
        let (_folder, writer, _commits) = writer();
        let last = AtomicUsize::new(0);
        let outcomes = at_once(&writer, 8, |connection, n| {
            add(connection, n)?;
            if last.fetch_add(1, Ordering::SeqCst) == 7 {
                connection.execute_batch("ROLLBACK")?;
                return Err(StoreError::Full);
            }
            Ok(())
        });
        for outcome in outcomes {
            assert!(matches!(outcome.unwrap(), Err(StoreError::Full)));
        }
    }

    #[test]
    fn work_never_runs_outside_a_transaction() {
        let (_folder, writer, _commits) = writer();
        let refuse = |context: AuthContext<'_>| match context.action {
            AuthAction::Savepoint { .. } => Authorization::Deny,
            _ => Authorization::Allow,
        };
        writer.with(|connection| connection.authorizer(Some(refuse))).unwrap();
        let outcomes = at_once(&writer, 3, |connection, n| {
            assert!(!connection.is_autocommit(), "work of {n}");
            add(connection, n)
        });
        writer
            .with(|connection| connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>))
            .unwrap();
        let kept = numbers(&writer);
        for (n, outcome) in (0..).zip(outcomes) {
            assert_eq!(outcome.unwrap().is_ok(), kept.contains(&n), "{n}: {kept:?}");
        }
    }

    #[test]
    fn a_commit_that_fails_fails_for_each_of_them() {
        let (_folder, writer, _commits) = writer();
        writer.with(|connection| connection.commit_hook(Some(|| true))).unwrap();
        for outcome in at_once(&writer, 4, add) {
            assert!(outcome.unwrap().is_err());
        }
        writer.with(|connection| connection.commit_hook(None::<fn() -> bool>)).unwrap();
        assert_eq!(numbers(&writer), Vec::<u32>::new());
        writer.run(|connection| add(connection, 1)).unwrap();
    }
}
