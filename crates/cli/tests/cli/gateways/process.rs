//! A program that ends with its test.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    os::unix::process::CommandExt,
    process::{Child, Command},
    thread::sleep,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

pub(crate) struct Process(Child);

impl Process {
    pub(crate) fn start(command: &mut Command) -> Self {
        let program = command.get_program().to_owned();
        // Its children are of its group and of nobody else's.
        command.process_group(0);
        Self(command.spawn().unwrap_or_else(|error| panic!("{}: {error}", program.display())))
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.0), signal).expect("it lives");
    }

    /// Waits for its end; whether it ended well.
    pub(crate) fn ended_well(&mut self) -> bool {
        self.0.wait().expect("an end").success()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let pid = Pid::from_child(&self.0);
        // It may have things to put away; a stopped program must go on to hear it.
        if let Ok(None) = self.0.try_wait() {
            let _ = kill_process(pid, Signal::TERM);
            let _ = kill_process(pid, Signal::CONT);
            let until = Instant::now() + Duration::from_secs(5);
            while let Ok(None) = self.0.try_wait()
                && Instant::now() < until
            {
                sleep(Duration::from_millis(5));
            }
        }
        // Workers that outlived the one who was asked end here.
        let _ = kill_process_group(pid, Signal::KILL);
        let _ = self.0.wait();
    }
}

/// Where nobody listens: an address that was free a moment ago may be another test's now, and this port is nobody's.
pub(crate) const NOBODY: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 1);

/// An address that was free a moment ago.
pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}

pub(crate) fn wait_until_it_listens(at: SocketAddr) {
    let until = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(at).is_err() {
        assert!(Instant::now() < until, "nobody listens at {at}");
        sleep(Duration::from_millis(10));
    }
}
