use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::atomic::{AtomicUsize, Ordering},
};

use tokendesk_domain::settings::Language;
use tokendesk_issuer::{Desk, DeskOptions};
use tokendesk_vault::OsKeyring;

use super::*;

struct House {
    enforcer: Enforcer,
    told: Arc<AtomicUsize>,
    folder: tempfile::TempDir,
}

/// A console's folder with a data file in it.
fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let options = DeskOptions {
        file: data_file(folder.path()),
        actor: "desk:test".to_owned(),
        keyring: Arc::new(OsKeyring::new()),
        clock: tokendesk_issuer::system_clock(),
        language: Language::English,
    };
    drop(Desk::open(options).unwrap());
    let told = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&told);
    let enforcer = Enforcer::new(folder.path().to_owned(), move || {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    House { enforcer, told, folder }
}

/// A place that was free a moment ago.
fn free() -> LocalPlace {
    let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap();
    address.to_string().parse().unwrap()
}

fn on(place: LocalPlace) -> Enforcement {
    Enforcement { is_on: true, place }
}

fn off(place: LocalPlace) -> Enforcement {
    Enforcement { is_on: false, place }
}

/// The first standing that is neither a beginning nor an end.
fn settled(enforcer: &Enforcer) -> Standing {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        match enforcer.standing() {
            Standing::Starting | Standing::Stopping => {
                assert!(Instant::now() < until, "it does not settle");
                thread::sleep(Duration::from_millis(5));
            }
            standing => return standing,
        }
    }
}

fn ask(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let request = "GET /v1/verify/forward HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-Method: GET\r\n\
        X-Forwarded-Uri: /v1/x?y=1\r\nX-Forwarded-For: 10.0.0.7\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn switched_on_it_answers_and_counts_and_switched_off_nobody_listens() {
    let House { enforcer, told, folder: _folder } = house();
    let place = free();
    enforcer.follow(&on(place));
    assert!(matches!(settled(&enforcer), Standing::Ready { .. }));
    assert!(ask(place.address()).starts_with("HTTP/1.1 401 "));
    let Standing::Ready { figures, .. } = enforcer.standing() else { panic!("it is ready") };
    assert_eq!((figures.allowed, figures.refused.iter().sum::<u64>()), (0, 1));
    let decisions = enforcer.decisions();
    assert_eq!((decisions.len(), decisions[0].path.as_str()), (1, "/v1/x"));
    let heard = told.load(Ordering::SeqCst);
    enforcer.follow(&off(place));
    assert!(matches!(enforcer.standing(), Standing::Off));
    assert!(told.load(Ordering::SeqCst) > heard, "the window is told");
    assert!(TcpStream::connect(place.address()).is_err());
    assert!(enforcer.decisions().is_empty());
}

#[test]
fn a_place_that_is_taken_is_said_with_one_that_is_free() {
    let House { enforcer, folder: _folder, .. } = house();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let place: LocalPlace = other.local_addr().unwrap().to_string().parse().unwrap();
    enforcer.follow(&on(place));
    let Standing::Failed(EnforceProblem::Taken { free: Some(free) }) = settled(&enforcer) else {
        panic!("it is taken, and another is free");
    };
    assert!(free.address().port() > place.address().port());
    enforcer.follow(&on(free));
    assert!(matches!(settled(&enforcer), Standing::Ready { .. }));
}

#[test]
fn a_second_verifier_by_the_same_folder_is_told() {
    let House { enforcer, folder, .. } = house();
    enforcer.follow(&on(free()));
    assert!(matches!(settled(&enforcer), Standing::Ready { .. }));
    let second = Enforcer::new(folder.path().to_owned(), || ());
    second.follow(&on(free()));
    assert!(matches!(settled(&second), Standing::Failed(EnforceProblem::InUse)));
    enforcer.leave();
    second.follow(&second.chosen());
    assert!(matches!(settled(&second), Standing::Ready { .. }));
}

#[test]
fn it_moves_to_another_place() {
    let House { enforcer, folder: _folder, .. } = house();
    let (first, second) = (free(), free());
    enforcer.follow(&on(first));
    assert!(matches!(settled(&enforcer), Standing::Ready { .. }));
    enforcer.follow(&on(second));
    assert!(matches!(settled(&enforcer), Standing::Ready { .. }));
    assert!(TcpStream::connect(first.address()).is_err());
    assert!(ask(second.address()).starts_with("HTTP/1.1 401 "));
}

#[test]
fn a_data_file_that_is_not_there_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let enforcer = Enforcer::new(folder.path().to_owned(), || ());
    enforcer.follow(&on(free()));
    assert!(matches!(settled(&enforcer), Standing::Failed(EnforceProblem::System(_))));
}
