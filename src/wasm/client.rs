//! What outlives one call of the library: where the services are, and what was learned from them.

use super::call::{argument, broken_call, text};
use super::error::to_json;
use super::host::{HostBridge, JsHost};
use crate::aws::endpoint::EndpointOptions;
use crate::encode::json::{Object, Value};
use crate::error::Result;
use crate::flow::client::{Client, Endpoints};
use crate::flow::clock_skew::SkewCorrected;
use crate::flow::learned::Learned;
use core::fmt;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
/** Where the services are. */
export interface ClientSettings {
  /** Base URLs in place of AWS's. */
  readonly endpoints?: {
    readonly ssoOidc?: string | undefined;
    readonly sso?: string | undefined;
    readonly sts?: string | undefined;
  };
  /** Absolute base URL of a relay for SSO OIDC and SSO. */
  readonly relay?: string | undefined;
  readonly fips?: boolean | undefined;
  readonly dualStack?: boolean | undefined;
}
";

/// The client of a call: each call brings its own host, and with it its own way to be cancelled.
pub(super) type CallClient = Client<SkewCorrected<Box<JsHost>>>;

/// What outlives one call.
#[wasm_bindgen]
pub struct CoreClient {
    endpoints: Endpoints,
    learned: Rc<Learned>,
}

#[wasm_bindgen]
impl CoreClient {
    /// A client that knows nothing yet. Throws `Json<ErrorData>`, only ever for a defect of the library.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "Json<ClientSettings>")] settings: String,
    ) -> Result<CoreClient, JsValue> {
        let endpoints = argument(settings).and_then(|settings| endpoints(&settings));
        match endpoints {
            Ok(endpoints) => Ok(Self {
                endpoints,
                learned: Rc::default(),
            }),
            Err(error) => Err(text(&to_json(&error).into())),
        }
    }

    /// What is to be added to the caller's clock to have the services' time, in milliseconds.
    #[wasm_bindgen(getter, js_name = skewMillis)]
    pub fn skew_millis(&self) -> i64 {
        self.learned.skew_millis()
    }
}

impl CoreClient {
    /// The client for one call.
    pub(super) fn for_call(&self, host: HostBridge) -> CallClient {
        self.with_endpoints(host, self.endpoints.clone())
    }

    /// The client for one call that finds its services elsewhere.
    pub(super) fn with_endpoints(&self, host: HostBridge, endpoints: Endpoints) -> CallClient {
        client(host, endpoints, &self.learned)
    }
}

impl fmt::Debug for CoreClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CoreClient")
    }
}

fn client(host: HostBridge, endpoints: Endpoints, learned: &Rc<Learned>) -> CallClient {
    let host = SkewCorrected::knowing(Box::new(JsHost::new(host)), Rc::clone(learned));
    Client::for_call(host, endpoints, Rc::clone(learned))
}

/// The settings that lead to these endpoints.
#[cfg(feature = "profiles")]
pub(super) fn settings_data(endpoints: &Endpoints) -> Object {
    let Endpoints {
        sso_oidc,
        sso,
        sts,
        relay,
    } = endpoints;
    let urls = Object::new()
        .with_optional("ssoOidc", sso_oidc.url.as_deref())
        .with_optional("sso", sso.url.as_deref())
        .with_optional("sts", sts.url.as_deref());
    Object::new()
        .with("endpoints", urls)
        .with_optional("relay", relay.as_deref())
        .with("fips", sso_oidc.fips)
        .with("dualStack", sso_oidc.dual_stack)
}

fn endpoints(settings: &Object) -> Result<Endpoints> {
    let urls = match settings.get("endpoints") {
        None => None,
        Some(urls) => Some(urls.as_object().ok_or_else(broken_call)?),
    };
    let flag = |name| match settings.get(name) {
        None => Ok(false),
        Some(flag) => flag.as_bool().ok_or_else(broken_call),
    };
    let (fips, dual_stack) = (flag("fips")?, flag("dualStack")?);
    let options = |name| EndpointOptions {
        fips,
        dual_stack,
        url: urls.and_then(|urls| urls.str(name)).map(str::to_owned),
        use_global_sts: false,
    };
    Ok(Endpoints {
        sso_oidc: options("ssoOidc"),
        sso: options("sso"),
        sts: options("sts"),
        relay: settings
            .get("relay")
            .and_then(Value::as_str)
            .map(str::to_owned),
    })
}
