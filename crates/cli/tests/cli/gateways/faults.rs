//! A verifier that is gone or hangs: nobody passes, and all do again once it is back.

use rustix::process::Signal;

use super::{Program, Request, Scene, desk::issue, verifier::Served, with_each_gateway};
use crate::machine::Machine;

with_each_gateway!(nobody_passes_while_the_verifier_is_killed, nobody_passes_while_the_verifier_hangs);

fn nobody_passes_while_the_verifier_is_killed(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let scene = Scene::new(program, &machine);
    assert_eq!(scene.send(&Request::get("/").key(&key)).status, 200);
    let Scene { gateway, backend, verifier } = scene;
    let place = verifier.place.clone();
    verifier.kill();
    for _ in 0..3 {
        let reply = Request::get("/").key(&key).send(gateway.address);
        assert_eq!(reply.status, program.status_of_downtime(), "{}", reply.body);
    }
    let verifier = Served::start(&machine, &["--listen", &place]);
    let back = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        Request::get("/").key(&key).send(gateway.address).status == 200
    });
    assert!(back, "it is asked again");
    let reached = backend.reached();
    verifier.stop();
    let down = Request::get("/").key(&key).send(gateway.address);
    assert_eq!(down.status, program.status_of_downtime());
    assert_eq!(backend.reached(), reached);
}

fn nobody_passes_while_the_verifier_hangs(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let scene = Scene::new(program, &machine);
    assert_eq!(scene.send(&Request::get("/").key(&key)).status, 200);
    scene.verifier.hang();
    let reply = scene.send(&Request::get("/").key(&key));
    assert_eq!(reply.status, program.status_of_downtime(), "{}", reply.body);
    assert_eq!(scene.backend.reached(), 1);
    scene.verifier.signal(Signal::CONT);
    let back = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        scene.send(&Request::get("/").key(&key)).status == 200
    });
    assert!(back, "it is asked again");
}
