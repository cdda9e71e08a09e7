//! Two small versions in tables, from the comparison to what people keep.

use super::*;

const OLD: &str = "id,label,aliases,description,broader,requires,related\n\
    bread,bake bread,,Mix and bake dough.,,,\nloaves,bake loaves,bake bread,Bake loaves.,,,\n\
    forms,fill forms,fill paper forms|fill web forms,Fill in forms.,,,\ndough,prepare dough,,Prepare dough.,,,\n\
    fax,send a fax,,Send over a telephone line.,,,\n";
const NEW: &str = "id,label,aliases,description,broader,requires,related\n\
    bread,bake bread,,Mix and bake dough.,,,\npaper,fill paper forms,,Fill in forms on paper.,,,\n\
    web,fill web forms,,Fill in forms in a browser.,,,\ndough,make dough,,Prepare dough.,,,\ndrone,fly drones,,Fly.,,,\n";

fn folder(name: &str, skills: &str, ids: &[&str]) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("skillkeep-change-{}-{name}", std::process::id()));
    let needs: String = ids.iter().map(|id| format!("clerk,{id},2,yes\n")).collect();
    write(&dir.join("skills.csv"), skills.as_bytes()).unwrap();
    let roles = "id,label,description,function,family,grade\nclerk,Clerk,,care,care,1\n";
    write(&dir.join("roles.csv"), roles.as_bytes()).unwrap();
    write(&dir.join("role_skills.csv"), format!("role,skill,level,essential\n{needs}").as_bytes()).unwrap();
    dir
}

fn pair(name: &str) -> (PathBuf, PathBuf) {
    let old = folder(&format!("{name}-old"), OLD, &["bread", "loaves", "forms", "dough", "fax"]);
    (old, folder(&format!("{name}-new"), NEW, &["bread", "paper", "dough"]))
}

#[test]
fn nothing_is_lost_over_all_five_kinds() {
    let (old, new) = pair("replay");
    let (old, new) = (load(old.to_str().unwrap(), None).unwrap(), load(new.to_str().unwrap(), None).unwrap());
    let found = replay::rehearse(&old, &new, 8).unwrap();
    assert_eq!((found.lost, found.unlike), (0, 0));
    assert_eq!((found.gone, found.heirs, found.covered), (3, 2, 3));
    assert!(found.evidence >= 8 * 3 && found.corrections > 8, "{found:?}");
    assert_eq!(found.told, 8);
    let kinds: Vec<&str> = found.kinds.keys().map(String::as_str).collect();
    assert_eq!(kinds, ["merge", "rename", "split", "sunset"]);
    assert_eq!(replay::rehearse(&old, &new, 8).unwrap(), found, "the same again");
}

#[test]
fn a_released_folder_is_a_source_again() {
    let (old, new) = pair("apply");
    let out = old.with_file_name(format!("skillkeep-change-{}-out", std::process::id()));
    let words = |p: &Path| p.to_str().unwrap().to_owned();
    let [proposals, accepted] = ["p.json", "a.json"].map(|f| words(&out.with_extension(f)));
    let run = |line: &[&str]| taxonomy(line).unwrap();
    run(&["diff", &words(&old), &words(&new), "--day", "2026-11-02", "--out", &proposals]);
    run(&["accept", &proposals, "--day", "2026-11-03", "--out", &accepted]);
    run(&[
        "apply",
        &words(&old),
        &accepted,
        &words(&out),
        "--version",
        "2",
        "--day",
        "2026-11-04",
        "--onto",
        &words(&new),
    ]);
    let made = load(&words(&out), None).unwrap();
    let forms = made.skills.iter().find(|s| s.id == "forms").unwrap();
    assert!(forms.retired && forms.successor.as_deref() == Some("paper"));
    assert_eq!(forms.history.first().map(|e| e.into.clone()), Some(vec!["paper".to_owned(), "web".to_owned()]));
    assert!(compile(&made).is_ok());
    let log = std::fs::read_to_string(out.join("CHANGES.md")).unwrap();
    assert!(log.contains("## 2, 2026-11-04") && log.contains("send a fax"), "{log}");
}
