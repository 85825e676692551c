//! Signature Version 4, on the request that every identity check sends.

use crate::{Case, Work};
use aws_sso_wasm::Result;
use aws_sso_wasm::aws::credentials::Credentials;
use aws_sso_wasm::aws::endpoint::{EndpointOptions, Service, resolve};
use aws_sso_wasm::aws::sigv4::{Scope, sign, signing_key};
use aws_sso_wasm::aws::sts::get_caller_identity_request;
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::secret::Secret;
use std::hint::black_box;

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "sigv4/key",
        prepare: key,
    },
    Case {
        name: "sigv4/sign",
        prepare: request,
    },
];

const REGION: &str = "eu-central-1";

const fn scope() -> Scope<'static> {
    Scope {
        time: Timestamp::EPOCH,
        region: REGION,
        service: "sts",
    }
}

/// With a session token as long as those that IAM Identity Center hands out.
fn credentials() -> Credentials {
    Credentials {
        access_key_id: "ASIAIOSFODNN7EXAMPLE".to_owned(),
        secret_access_key: Secret::from("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        session_token: Some(Secret::new("IQoJb3JpZ2luX2VjE".repeat(60))),
        expiration: None,
        account_id: None,
    }
}

fn key() -> Result<Work> {
    let secret = credentials().secret_access_key;
    Ok(Box::new(move || {
        black_box(signing_key(black_box(&secret), &scope()));
        Ok(())
    }))
}

fn request() -> Result<Work> {
    let endpoint = resolve(Service::Sts, Some(REGION), &EndpointOptions::default())?;
    let credentials = credentials();
    let request = get_caller_identity_request(&endpoint, &credentials, Timestamp::EPOCH)?;
    Ok(Box::new(move || {
        // Signed anew each time, which replaces the signature that is there.
        let mut request = black_box(&request).clone();
        sign(&mut request, &credentials, &scope())?;
        black_box(request);
        Ok(())
    }))
}
