//! nginx asks more than once for one request where it looks for files; the client pays once.

use std::fs;

use super::{Program, Request, Scene, desk::issue};
use crate::machine::Machine;

#[test]
fn a_request_that_nginx_asks_for_several_times_is_charged_once() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--request-limit 4/day");
    let files = machine.path("files");
    fs::create_dir_all(files.join("folder")).unwrap();
    for (name, text) in
        [("folder/index.html", "index"), ("fallback.html", "fallback"), ("missing.html", "missing")]
    {
        fs::write(files.join(name), text).unwrap();
    }
    let root = files.display().to_string();
    let edit = |text: String| {
        let pass = "proxy_pass http://tokendesk_backend;";
        assert!(text.contains(pass));
        let serve = format!("root {root}; index index.html; try_files $uri $uri/ /fallback.html;");
        text.replace(pass, &serve)
            .replace("error_page 401", "error_page 404 /missing.html;\n    error_page 401")
    };
    let scene = Scene::with(Program::Nginx, &machine, &["--listen", "127.0.0.1:0"], &[], edit);
    let asked = || {
        let figures = Request::get("/metrics").send(scene.verifier.place.parse().unwrap()).body;
        let line = figures.lines().find(|line| line.contains("code=\"allowed\"")).unwrap().to_owned();
        line.rsplit(' ').next().unwrap().parse::<u32>().unwrap()
    };
    for (target, text, left) in
        [("/folder/", "index", 3), ("/gone", "fallback", 2), ("/fallback.html", "fallback", 1)]
    {
        let before = asked();
        let reply = scene.send(&Request::get(target).key(&key));
        assert_eq!((reply.status, reply.body.as_str()), (200, text), "{target}");
        let told = reply.header("ratelimit");
        assert!(told.starts_with(&format!("\"daily\";r={left}")), "{target}: {told}");
        let times = asked() - before;
        assert!(
            times >= 1 && (target == "/fallback.html" || times >= 2),
            "{target} was asked for {times} times"
        );
    }
    assert_eq!(scene.send(&Request::get("/folder/").key(&key)).status, 200);
    assert_eq!(scene.send(&Request::get("/folder/").key(&key)).status, 429);
}
