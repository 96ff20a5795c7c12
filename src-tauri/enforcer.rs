//! "Enforce on this machine": the verifier inside the console, on threads of its own.
//!
//! Reached from this machine alone. What it holds goes with the process, so that nothing is left behind however the
//! console ends; in good order it lets calls end and gives back what is leased.

mod pace;

use std::{
    mem,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use tokendesk_domain::enforcement::{Enforcement, LocalPlace};
use tokendesk_issuer::data_file;
use tokendesk_verifier::{
    Figures, RecentDecision, SlotsError, Verifier, VerifierError, VerifierOptions, Zone,
    http::{FrontOptions, KeyPlaces, Listen, ListenError, Server, TellingHeaders, Trust},
    system_clock,
};
use tokio::{runtime::Builder, sync::oneshot};

use self::pace::Pace;

/// Threads that answer: the console is no server's only work.
const WORKERS: usize = 2;
/// What is left of the calls when the time to end is over.
const END_TIME: Duration = Duration::from_secs(1);
/// How many places after a taken one are tried.
const PLACES_TRIED: usize = 20;

/// Switches enforcement on and off.
pub(crate) struct Enforcer {
    /// The folder that the data file lies in.
    data: PathBuf,
    shared: Arc<Shared>,
    chosen: Mutex<Enforcement>,
    running: Mutex<Option<Running>>,
}

struct Running {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

struct Shared {
    stage: Mutex<Stage>,
    /// Called after the stage changed.
    tell: Box<dyn Fn() + Send + Sync>,
}

enum Stage {
    Off,
    Starting,
    Ready { verifier: Arc<Verifier>, pace: Pace },
    Stopping,
    Failed(EnforceProblem),
}

/// Why tokens are not enforced though it is switched on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EnforceProblem {
    /// Another program listens there; this place would be free.
    Taken { free: Option<LocalPlace> },
    /// This user may not listen there.
    Denied,
    /// Another verifier enforces by the same data folder.
    InUse,
    /// What the system or the data file says.
    System(String),
}

/// How enforcement stands.
pub(crate) enum Standing {
    Off,
    Starting,
    Ready { figures: Box<Figures>, allowed_per_second: f64, refused_per_second: f64 },
    Stopping,
    Failed(EnforceProblem),
}

impl Enforcer {
    /// Switched off. `tell` is called whenever the standing has changed.
    pub(crate) fn new(data: PathBuf, tell: impl Fn() + Send + Sync + 'static) -> Self {
        let shared = Shared { stage: Mutex::new(Stage::Off), tell: Box::new(tell) };
        Self { data, shared: Arc::new(shared), chosen: Mutex::default(), running: Mutex::default() }
    }

    /// Does as the admin chose, anew also where it is as chosen already. Waits for what ends, not for what begins.
    pub(crate) fn follow(&self, chosen: &Enforcement) {
        let mut running = locked(&self.running);
        *locked(&self.chosen) = *chosen;
        if let Some(former) = running.take() {
            former.end();
        }
        self.shared.enter(Stage::Off);
        if !chosen.is_on {
            return;
        }
        self.shared.enter(Stage::Starting);
        let (stop, stopped) = oneshot::channel();
        let (shared, data, place) = (Arc::clone(&self.shared), self.data.clone(), chosen.place);
        let spawned = thread::Builder::new().name("enforce".to_owned()).spawn(move || {
            let end = serve(&shared, &data, place, stopped).err().map_or(Stage::Off, Stage::Failed);
            shared.enter(end);
        });
        match spawned {
            Ok(thread) => *running = Some(Running { stop, thread }),
            Err(error) => self.shared.enter(Stage::Failed(EnforceProblem::System(error.to_string()))),
        }
    }

    /// Ends in good order; called when the program ends.
    pub(crate) fn leave(&self) {
        if let Some(running) = locked(&self.running).take() {
            running.end();
        }
    }

    /// What was chosen last.
    pub(crate) fn chosen(&self) -> Enforcement {
        *locked(&self.chosen)
    }

    /// How it stands at this moment.
    pub(crate) fn standing(&self) -> Standing {
        match &mut *locked(&self.shared.stage) {
            Stage::Off => Standing::Off,
            Stage::Starting => Standing::Starting,
            Stage::Ready { verifier, pace } => {
                let figures = verifier.figures();
                pace.note(Instant::now(), [figures.allowed, figures.refused.iter().sum()]);
                let [allowed_per_second, refused_per_second] = pace.per_second();
                Standing::Ready { figures: Box::new(figures), allowed_per_second, refused_per_second }
            }
            Stage::Stopping => Standing::Stopping,
            Stage::Failed(problem) => Standing::Failed(problem.clone()),
        }
    }

    /// The last 100 decisions, newest first; none while it is not ready.
    pub(crate) fn decisions(&self) -> Vec<RecentDecision> {
        match &*locked(&self.shared.stage) {
            Stage::Ready { verifier, .. } => verifier.decisions(),
            _ => Vec::new(),
        }
    }
}

impl Running {
    fn end(self) {
        // It may have ended by itself.
        let _ = self.stop.send(());
        if self.thread.join().is_err() {
            tracing::error!("the verifier panicked");
        }
    }
}

impl Shared {
    fn enter(&self, stage: Stage) {
        // What leaves is dropped after the lock: a verifier takes its time to end.
        let former = mem::replace(&mut *locked(&self.stage), stage);
        drop(former);
        (self.tell)();
    }
}

/// Answers until it is stopped.
fn serve(
    shared: &Shared,
    data: &Path,
    place: LocalPlace,
    stopped: oneshot::Receiver<()>,
) -> Result<(), EnforceProblem> {
    let verifier = Verifier::open(VerifierOptions {
        file: data_file(data),
        // As `tokendesk serve` has it: of two verifiers by one folder the second is told.
        state_dir: data.join("verifier"),
        zone: Zone::Machine,
        clock: system_clock(),
    })?;
    let verifier = Arc::new(verifier);
    let trust = Trust::new(Vec::new(), None).map_err(|error| EnforceProblem::System(error.to_string()))?;
    let front = FrontOptions {
        trust,
        key_places: KeyPlaces::default(),
        telling: TellingHeaders::default(),
        clock: system_clock(),
    };
    let runtime =
        Builder::new_multi_thread().worker_threads(WORKERS).thread_name("verify").enable_all().build();
    let runtime = runtime.map_err(|error| EnforceProblem::System(error.to_string()))?;
    let served = runtime.block_on(async {
        let server = Server::bind(&Listen::Tcp(place.address()), Arc::clone(&verifier), front).await;
        let server = server.map_err(|error| not_listening(&error, place))?;
        tracing::info!(%place, "enforcing");
        shared.enter(Stage::Ready { verifier: Arc::clone(&verifier), pace: Pace::default() });
        // A console that ends without a word ends this, too.
        server.run(async { drop(stopped.await) }).await;
        Ok(())
    });
    shared.enter(Stage::Stopping);
    runtime.shutdown_timeout(END_TIME);
    drop(verifier);
    tracing::info!(%place, "not enforcing any more");
    served
}

fn not_listening(error: &ListenError, place: LocalPlace) -> EnforceProblem {
    match error {
        ListenError::Taken(_) => EnforceProblem::Taken { free: free_after(place) },
        ListenError::Denied(_) => EnforceProblem::Denied,
        ListenError::NoSocket(_) | ListenError::System(..) => EnforceProblem::System(error.to_string()),
    }
}

/// The next place where nobody listens at this moment.
fn free_after(place: LocalPlace) -> Option<LocalPlace> {
    let places = std::iter::successors(place.next(), |place| place.next());
    places.take(PLACES_TRIED).find(|place| std::net::TcpListener::bind(place.address()).is_ok())
}

impl From<VerifierError> for EnforceProblem {
    fn from(error: VerifierError) -> Self {
        match error {
            VerifierError::Slots(SlotsError::InUse) => Self::InUse,
            error => Self::System(error.to_string()),
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
