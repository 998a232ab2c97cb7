//! The line to the terminal is cut: the program ends, and leaves the data file to whoever comes next.

use std::io::Read;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::support::cli::World;
use crate::support::patience::LONGEST;

#[test]
fn j18_a_terminal_that_goes_away_ends_the_program() {
    let world = World::training("KVT", 1);
    let pair = native_pty_system().openpty(PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ebcm"));
    command.args(["--data", world.data().to_str().unwrap()]);
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    // Until it draws.
    let mut reader = pair.master.try_clone_reader().unwrap();
    assert!(reader.read(&mut [0; 1024]).unwrap() > 0);
    drop(reader);
    drop(pair.master);

    let cut = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if cut.elapsed() > LONGEST {
            let _ = child.kill();
            panic!("the program goes on without a terminal");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(world.run(&["verify"]).done()["ok"], true, "the data file is free, and whole");
}
