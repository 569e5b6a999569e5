//! Forms without a script: the page comes back with what was typed, with faults beside their fields, and
//! with results that are shown once.

mod common;
#[path = "labs/fixture.rs"]
mod fixture;

use app::auth::api::people::{ChangePeople, CreatePerson, EditPerson, ResetPassword, SetStanding};
use app::auth::api::{SignIn, WhoAmI};
use app::auth::types::Role;
use app::engine::api::ManageContainers;
use app::labs::api::{StartLabs, StopLabs};
use app::settings::api::SaveSettings;
use app::ssh::api::{CreateSshHost, RemoveSshHost};
use common::{Client, Kind, TestApp, location};
use fixture::{IMAGE, School};
use leptos::server_fn::ServerFn;
use reqwest::StatusCode;
use reqwest::header::{ACCEPT, REFERER};

/// Sends a form of `page` as a browser without a script does; the page that it is led to.
async fn send<F: ServerFn>(app: &TestApp, browser: &Client, page: &str, form: &str) -> String {
    let request = browser.form(F::PATH, form.to_owned()).header(ACCEPT, "text/html,*/*;q=0.8");
    let answer = request.header(REFERER, app.url(page)).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{page}");
    location(&answer).to_owned()
}

#[tokio::test]
async fn a_refused_sign_in_keeps_the_login_and_not_the_password() {
    let app = TestApp::start(Kind::Sqlite).await;
    let browser = app.as_nobody();
    let to =
        send::<SignIn>(&app, &browser, "/sign-in?next=/student", "login=ada.l&password=secret-guess&next=%2Fstudent")
            .await;
    assert!(
        to.starts_with("/sign-in?next=/student&answer=") && !to.contains("secret") && !to.contains("ada.l"),
        "{to}"
    );
    let page = browser.page(&to).await;
    assert!(page.contains("Login or password is wrong."));
    assert!(page.contains("value=\"ada.l\"") && !page.contains("secret-guess"));
    assert!(page.contains("value=\"/student\""), "the way on is kept");
    let again = browser.page(&to).await;
    assert!(!again.contains("is wrong") && !again.contains("ada.l"), "an answer is shown once");
}

#[tokio::test]
async fn a_person_is_made_and_the_password_is_shown_once() {
    let app = TestApp::start(Kind::Sqlite).await;
    let admin = app.as_role(Role::Admin).await;
    let form =
        "given_name=Grace&family_name=Hopper&email=nonsense&login=grace&roles%5B%5D=teacher&roles%5B%5D=operator";
    let refused = admin.page(&send::<CreatePerson>(&app, &admin, "/admin/people/new", form).await).await;
    for kept in ["value=\"Grace\"", "value=\"Hopper\"", "value=\"nonsense\"", "value=\"grace\""] {
        assert!(refused.contains(kept), "{kept} was lost");
    }
    assert!(refused.contains("Write an e-mail address"));
    assert_eq!(refused.matches("checked").count(), 2, "the two roles that were ticked");

    let form = form.replace("nonsense", "grace%40school.example");
    let to = send::<CreatePerson>(&app, &admin, "/admin/people/new", &form).await;
    let stranger = app.as_role(Role::Admin).await;
    assert!(!stranger.page(&to).await.contains("It is shown only now"), "it is for those who asked");
    let made = admin.page(&to).await;
    let password = between(&made, "select-all\">", "<");
    assert_eq!(password.len(), 19, "{password}");
    assert!(!admin.page(&to).await.contains(&password), "shown once");
    let mut grace = app.as_nobody();
    assert!(grace.call(SignIn { login: "grace".into(), password, next: None }).await.is_ok());
}

#[tokio::test]
async fn a_person_is_edited_suspended_resumed_and_reset() {
    let app = TestApp::start(Kind::Sqlite).await;
    let admin = app.as_role(Role::Admin).await;
    let id = app.person(Role::Student).await;
    let mut inside = app.as_user(id).await;
    let here = format!("/admin/people/{id}");

    let form = format!("id={id}&version=1&given_name=New&family_name=&email=new%40school.example&roles%5B%5D=teacher");
    let refused = admin.page(&send::<EditPerson>(&app, &admin, &here, &form).await).await;
    assert!(refused.contains("value=\"New\"") && refused.contains("The family name is missing."));
    let form = form.replace("family_name=", "family_name=Name");
    let saved = admin.page(&send::<EditPerson>(&app, &admin, &here, &form).await).await;
    assert!(saved.contains("New Name") && saved.contains("Saved."));

    let asks = admin.page(&format!("{here}?ask=suspend")).await;
    assert!(asks.contains(">Cancel<") && asks.contains("1 open session ends at once"));
    let standing = |to: &str| format!("id={id}&standing={to}");
    let suspended = send::<SetStanding>(&app, &admin, &format!("{here}?ask=suspend"), &standing("suspended")).await;
    let suspended = admin.page(&suspended).await;
    assert!(suspended.contains("Reactivate") && !suspended.contains(">Cancel<"));
    assert_eq!(inside.call(WhoAmI {}).await, Ok(None));
    let resumed = admin.page(&send::<SetStanding>(&app, &admin, &here, &standing("active")).await).await;
    assert!(!resumed.contains("Reactivate"));

    assert!(admin.page(&format!("{here}?ask=reset")).await.contains(">Cancel<"));
    let reset = send::<ResetPassword>(&app, &admin, &format!("{here}?ask=reset"), &format!("id={id}")).await;
    let reset = admin.page(&reset).await;
    let password = between(&reset, "select-all\">", "<");
    assert!(!reset.contains(">Cancel<"));
    assert!(app.as_nobody().call(SignIn { login: app.user(id).await.login, password, next: None }).await.is_ok());
}

#[tokio::test]
async fn many_are_suspended_after_a_question() {
    let app = TestApp::start(Kind::Sqlite).await;
    let me = app.person(Role::Admin).await;
    let admin = app.as_user(me).await;
    let id = app.person(Role::Student).await;
    app.as_user(id).await;
    assert!(admin.page("/admin/people").await.contains(&format!("name=\"ids[]\" value=\"{id}\"")));
    let none =
        admin.page(&send::<ChangePeople>(&app, &admin, "/admin/people", "change=suspend&role=teacher").await).await;
    assert!(none.contains("Choose somebody first."));
    let form = format!("ids%5B%5D={id}&ids%5B%5D={me}&change=suspend&role=teacher");
    let asks = admin.page(&send::<ChangePeople>(&app, &admin, "/admin/people?role=student", &form).await).await;
    assert!(asks.contains("Suspend 1 person?") && asks.contains("1 open session ends at once"));
    let told = send::<ChangePeople>(&app, &admin, "/admin/people", &format!("{form}&confirmed=true")).await;
    let told = admin.page(&told).await;
    assert!(told.contains("1 person suspended, 1 refused") && told.contains("You cannot suspend yourself."));
}

#[tokio::test]
async fn settings_keep_what_was_typed() {
    let app = TestApp::start(Kind::Sqlite).await;
    let admin = app.as_role(Role::Admin).await;
    let form = "name=Hill+School&accent=own&own=%23ffcc00";
    let refused = admin.page(&send::<SaveSettings>(&app, &admin, "/admin/settings", form).await).await;
    for kept in ["value=\"Hill School\"", "value=\"#ffcc00\"", "Choose a darker one."] {
        assert!(refused.contains(kept), "{kept} is missing");
    }
}

fn between(text: &str, from: &str, to: &str) -> String {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("no {from:?} in the page")).1;
    rest.split_once(to).expect("an end").0.to_owned()
}

#[tokio::test]
async fn a_host_is_added_and_what_signs_in_never_comes_back() {
    let app = TestApp::start(Kind::Sqlite).await;
    let admin = app.as_role(Role::Admin).await;
    let field = |name: &str, value: &str| format!("host%5B{name}%5D={value}&");
    let form = |address: &str| {
        [
            field("name", "Build"),
            field("address", address),
            field("port", "2222"),
            field("user", "ada"),
            field("jump", ""),
            field("credential", "password"),
            field("password", "open-sesame"),
            field("private_key", "BEGIN-KEY"),
            field("passphrase", "close-sesame"),
        ]
        .concat()
    };
    let to = send::<CreateSshHost>(&app, &admin, "/admin/ssh/new", &form("two+words")).await;
    let refused = admin.page(&to).await;
    assert!(refused.contains("Write a host name") && refused.contains("value=\"Build\""));
    for secret in ["open-sesame", "BEGIN-KEY", "close-sesame"] {
        assert!(!refused.contains(secret) && !to.contains(secret), "{secret} came back");
    }
    let to = send::<CreateSshHost>(&app, &admin, "/admin/ssh/new", &form("build.school.example")).await;
    let id = to.strip_prefix("/admin/ssh/").expect("the host's page").to_owned();
    let shown = admin.page(&to).await;
    assert!(shown.contains("ada@build.school.example:2222") && shown.contains("No key is accepted yet"));
    assert!(!shown.contains("sesame"));
    assert_eq!(send::<RemoveSshHost>(&app, &admin, &to, &format!("id={id}")).await, "/admin/ssh");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_of_the_labs_of_a_class_is_told_for_each() {
    let app = TestApp::start(Kind::Sqlite).await;
    app::seed::plant(app.db(), &app.state.config).await.expect("the demo school");
    let section = fixture::section_of(&app, "CS 101", "A").await;
    let student = fixture::user_of(&app, "student").await;
    let name = app.user(student).await.display_name();
    let teacher = app.as_user(fixture::user_of(&app, "teacher").await).await;
    let here = format!("/teacher/classes/{section}");

    let nobody = send::<StartLabs>(&app, &teacher, &here, &format!("section={section}")).await;
    assert!(teacher.page(&nobody).await.contains(">Nobody was chosen<"));
    // No engine is near: it says so.
    let form = format!("section={section}&students%5B%5D={student}");
    let failed = teacher.page(&send::<StartLabs>(&app, &teacher, &here, &form).await).await;
    assert!(failed.contains(">1 failed<") && failed.contains("The container engine is not available"));
    assert!(failed.contains(&format!("<strong>{name}")), "who it was");
    let form = format!("section={section}&everyone=true");
    let to = send::<StopLabs>(&app, &teacher, &here, &form).await;
    let stopped = teacher.page(&to).await;
    assert!(stopped.contains(">1 stopped, 29 not running before<"));
    assert!(stopped.contains(&format!("<strong>{name}")), "who they were");
    assert!(!teacher.page(&to).await.contains("not running before"), "an answer is shown once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lab_is_started_and_its_container_stopped_and_removed() {
    let school = School::start(Kind::Sqlite, IMAGE).await;
    let section = school.section("CS 101", "A").await;
    let (teacher, admin) = (school.browser("teacher").await, school.browser("admin").await);
    let form = format!("section={section}&students%5B%5D={}", school.user("student").await);
    let to = send::<StartLabs>(&school.app, &teacher, &format!("/teacher/classes/{section}"), &form).await;
    assert!(teacher.page(&to).await.contains(">1 started<"));

    let lab = school.settled(&mut school.browser("student").await, section).await;
    let name = school.workspace(lab.workspace).await.container_name;
    let here = format!("/admin/containers/{name}");
    let form = |verb: &str| format!("verb={verb}&names%5B%5D={name}");
    let stopped = send::<ManageContainers>(&school.app, &admin, &here, &form("stop")).await;
    assert!(stopped.starts_with(&format!("{here}?answer=")), "{stopped}");
    let stopped = admin.page(&stopped).await;
    assert!(stopped.contains(&format!(">Stopped {name}.<")));

    // Its page goes with it: the list says so.
    let removed = send::<ManageContainers>(&school.app, &admin, &here, &form("remove")).await;
    assert!(removed.starts_with("/admin/containers?answer="), "{removed}");
    let removed = admin.page(&removed).await;
    assert!(removed.contains(&format!(">Removed {name}.<")));
    assert!(!removed.contains(&format!("href=\"{here}\"")), "it is still listed");

    let list = "/admin/containers?labs=only";
    let refused = send::<ManageContainers>(&school.app, &admin, list, &form("start")).await;
    assert!(refused.starts_with(&format!("{list}&answer=")), "{refused}");
    let refused = admin.page(&refused).await;
    assert!(refused.contains(">Started 0 of 1 containers.<") && refused.contains("There is no such container."));
    let none = admin.page(&send::<ManageContainers>(&school.app, &admin, list, "verb=stop").await).await;
    assert!(none.contains("Choose at least one container."));
}
