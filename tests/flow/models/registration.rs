//! The client registrations of a session: cached, due, revoked, of the other kind, and of a session that changed.

use super::check;
use crate::scripted::{ScriptedHost, path, run};
use crate::session::{NOW, client, dev, issuer, registered};
use aws_sso_wasm::cache::registration::{CachedRegistration, RegistrationKind};
use aws_sso_wasm::config::sso_session::SsoSession;
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::flow::client::Client;
use aws_sso_wasm::flow::register::{forget, registration};
use aws_sso_wasm::flow::session_files::registration_key;
use aws_sso_wasm::host::StoreKey;
use proptest::prelude::*;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What happens next.
#[derive(Debug, Clone)]
enum Step {
    /// A sign-in of this kind begins.
    Begin { device: bool },
    /// The service says of the client that the last sign-in used that it does not know it.
    Revoked,
    /// Time passes, in days.
    Wait(u32),
    /// Another tool registers, for so many days.
    Written { device: bool, days: u32 },
    /// The file is no more what anybody can read.
    Broken,
    /// The person configures the session anew: which Region, and which start URL.
    Configured { region: u8, start_url: u8 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => any::<bool>().prop_map(|device| Step::Begin { device }),
        2 => Just(Step::Revoked),
        2 => prop_oneof![1_u32..10, 80_u32..95].prop_map(Step::Wait),
        1 => (any::<bool>(), 0_u32..5).prop_map(|(device, days)| Step::Written { device, days }),
        1 => Just(Step::Broken),
        1 => (0_u8..2, 0_u8..2)
            .prop_map(|(region, start_url)| Step::Configured { region, start_url }),
    ]
}

/// What the model knows of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
enum File {
    Registration {
        client_id: String,
        device: bool,
        expires_at: Timestamp,
        /// Whether another tool's member is in the file.
        marked: bool,
    },
    Broken,
}

struct World {
    client: Client<ScriptedHost>,
    requests: Rc<Cell<u32>>,
    session: SsoSession,
    files: BTreeMap<StoreKey, File>,
    last_client: Option<String>,
    written: u32,
}

impl World {
    fn new() -> Self {
        let requests = Rc::new(Cell::new(0));
        let counter = Rc::clone(&requests);
        let host = ScriptedHost::new(NOW, move |request, _| {
            assert_eq!(path(request), "/client/register");
            counter.set(counter.get() + 1);
            Ok(registered(&format!("registered-{}", counter.get())))
        });
        Self {
            client: client(host),
            requests,
            session: dev(),
            files: BTreeMap::new(),
            last_client: None,
            written: 0,
        }
    }

    fn take(&mut self, step: &Step) {
        let host = &self.client.host;
        let key = registration_key(&self.session);
        match step {
            Step::Begin { device } => self.begin(*device),
            Step::Revoked => {
                let Some(client_id) = &self.last_client else {
                    return;
                };
                run(host, forget(&self.client, &self.session, client_id));
                if matches!(self.files.get(&key), Some(File::Registration { client_id: known, .. })
                    if known == client_id)
                {
                    self.files.remove(&key);
                }
            }
            Step::Wait(days) => {
                let later = i64::from(*days) * 86_400_000;
                host.now.set(host.now.get().saturating_add_millis(later));
            }
            Step::Written { device, days } => {
                self.written += 1;
                let client_id = format!("written-{}", self.written);
                let later = i64::from(*days) * 86_400_000;
                let expires_at = host.now.get().saturating_add_millis(later);
                let grants = match device {
                    true => "",
                    false => r#", "grantTypes": ["authorization_code", "refresh_token"]"#,
                };
                host.put(
                    key.clone(),
                    &format!(
                        r#"{{"clientId": "{client_id}", "clientSecret": "s", "expiresAt": "{expires_at}"{grants}, "vendor": 1.50}}"#
                    ),
                );
                let file = File::Registration {
                    client_id,
                    device: *device,
                    expires_at,
                    marked: true,
                };
                self.files.insert(key, file);
            }
            Step::Broken => {
                host.put(key.clone(), r#"{"clientId": "#);
                self.files.insert(key, File::Broken);
            }
            Step::Configured { region, start_url } => {
                self.session.region = ["us-west-2", "eu-west-1"][usize::from(*region)].to_owned();
                self.session.start_url = format!("https://d-{start_url}.awsapps.com/start");
            }
        }
        self.compare();
    }

    fn begin(&mut self, device: bool) {
        let (host, key) = (&self.client.host, registration_key(&self.session));
        let kind = match device {
            true => RegistrationKind::DeviceCode,
            false => RegistrationKind::AuthorizationCode,
        };
        let before = self.requests.get();
        let issuer = issuer();
        let flow = registration(&self.client, &self.session, &issuer, kind);
        let found = run(host, flow).expect("a registration");
        assert_eq!(found.kind(), kind);
        self.last_client = Some(found.client_id.clone());
        let now = host.now.get();
        let asked = self.requests.get() - before;
        let old = self.files.get(&key);
        if let Some(File::Registration {
            client_id,
            device: of_device,
            expires_at,
            ..
        }) = old
            && *of_device == device
            && expires_at.saturating_since(now).as_secs() >= 15 * 60
        {
            assert_eq!((&found.client_id, asked), (client_id, 0));
            return;
        }
        assert_eq!(asked, 1, "one registration is made");
        let marked = matches!(old, Some(File::Registration { marked: true, .. }));
        let file = File::Registration {
            client_id: format!("registered-{}", self.requests.get()),
            device,
            // What the service answers, however late it is.
            expires_at: Timestamp::from_epoch_seconds(1_722_333_600).expect("a time"),
            marked,
        };
        self.files.insert(key, file);
    }

    fn compare(&self) {
        let host = &self.client.host;
        assert!(host.is_unlocked());
        assert_eq!(host.files.borrow().len(), self.files.len());
        for (key, expected) in &self.files {
            let text = host.file(key).expect("a file");
            let found = match CachedRegistration::read(text.as_bytes()) {
                Err(_) => File::Broken,
                Ok(found) => File::Registration {
                    device: found.kind() == RegistrationKind::DeviceCode,
                    client_id: found.client_id,
                    expires_at: found.expires_at,
                    marked: text.contains(r#""vendor": 1.50"#),
                },
            };
            assert_eq!(found, *expected);
        }
    }
}

#[test]
fn a_registration_goes_the_way_of_the_model() {
    let sequences = prop::collection::vec(step(), 1..40);
    check("registration", &sequences, |sequence| {
        let mut world = World::new();
        for step in &sequence {
            world.take(step);
        }
        sequence.len()
    });
}
