use super::*;

fn ids(which: impl Iterator<Item = i64>) -> Vec<TerminalId> {
    which.map(TerminalId).collect()
}

#[test]
fn what_ended_first_is_forgotten_first() {
    let few: Vec<_> = (0..16).map(|id| (TerminalId(id), true)).collect();
    assert!(too_many(&few).is_empty());
    let alone: Vec<_> = (0..19).rev().map(|id| (TerminalId(id), true)).collect();
    assert_eq!(too_many(&alone), ids((16..19).rev()));
    let shown: Vec<_> = (0..66).map(|id| (TerminalId(id), false)).collect();
    assert_eq!(too_many(&shown), ids(0..2));
    // Of 70 the last 20 are shown nowhere: four of those go, then two more.
    let mixed: Vec<_> = (0..70).map(|id| (TerminalId(id), id >= 50)).collect();
    assert_eq!(too_many(&mixed), ids((50..54).chain(0..2)));
}

#[tokio::test]
async fn a_number_that_is_taken_is_refused() {
    let agent = Agent::new(PathBuf::from("/nowhere"), Marks::of("test"));
    let about = About {
        id: TerminalId(7),
        owner: UserId(1),
        owner_name: "Ada".to_owned(),
        kind: OpenKind::HostShell,
        started_ms: 0,
        key: 1,
        label: String::new(),
    };
    let size = Size { cols: 80, rows: 24 };
    let running = Session::new(about.clone(), size);
    assert!(agent.take_in(&running));
    let program = pty::HostProgram { command: Vec::new(), env: BTreeMap::new(), workdir: PathBuf::new() };
    let refused = agent.start(about.clone(), size, Target::HostShell(program), None).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    assert!(!agent.take_in(&Session::new(about, size)));
    agent.forget(TerminalId(7));
    assert!(agent.session(TerminalId(7)).is_some_and(|kept| Arc::ptr_eq(&kept, &running)), "it still runs");
}
