//! Answers of the services: a full page of the portal's lists in JSON, and STS's XML.

use crate::{Case, Work};
use aws_sso_wasm::Result;
use aws_sso_wasm::aws::portal::{list_account_roles_response, list_accounts_response};
use aws_sso_wasm::aws::sts::{assume_role_response, get_caller_identity_response};
use aws_sso_wasm::host::HttpResponse;
use aws_sso_wasm::secret::Zeroizing;
use std::hint::black_box;

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "portal/accounts",
        prepare: accounts,
    },
    Case {
        name: "portal/roles",
        prepare: roles,
    },
    Case {
        name: "sts/caller-identity",
        prepare: caller_identity,
    },
    Case {
        name: "sts/assume-role",
        prepare: assume_role,
    },
];

/// The most that the portal puts on a page.
const PAGE: usize = 100;

fn ok(body: String) -> HttpResponse {
    HttpResponse {
        status: 200,
        headers: Vec::new(),
        body: Zeroizing::new(body.into_bytes()),
    }
}

fn page_of(list: &str, item: impl Fn(usize) -> String) -> HttpResponse {
    let items: Vec<String> = (0..PAGE).map(item).collect();
    let items = items.join(",");
    let next = "AAMAAXOdT5vK7".repeat(10);
    ok(format!(r#"{{"nextToken":"{next}","{list}":[{items}]}}"#))
}

fn accounts() -> Result<Work> {
    let response = page_of("accountList", |number| {
        format!(
            r#"{{"accountId":"{number:012}","accountName":"Workload {number}","emailAddress":"aws+{number}@example.com"}}"#
        )
    });
    Ok(Box::new(move || {
        black_box(list_accounts_response(black_box(&response))?);
        Ok(())
    }))
}

fn roles() -> Result<Work> {
    let response = page_of("roleList", |number| {
        format!(r#"{{"roleName":"Developer-{number:03}","accountId":"111122223333"}}"#)
    });
    Ok(Box::new(move || {
        black_box(list_account_roles_response(black_box(&response))?);
        Ok(())
    }))
}

fn caller_identity() -> Result<Work> {
    let response = ok("\
<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">
  <GetCallerIdentityResult>
    <Arn>arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Developer_0123456789abcdef/jane</Arn>
    <UserId>AROAIOSFODNN7EXAMPLE:jane</UserId>
    <Account>111122223333</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata>
    <RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId>
  </ResponseMetadata>
</GetCallerIdentityResponse>
"
    .to_owned());
    Ok(Box::new(move || {
        black_box(get_caller_identity_response(black_box(&response))?);
        Ok(())
    }))
}

fn assume_role() -> Result<Work> {
    let token = "IQoJb3JpZ2luX2VjE".repeat(60);
    let response = ok(format!(
        "\
<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">
  <AssumeRoleResult>
    <AssumedRoleUser>
      <AssumedRoleId>AROAIOSFODNN7EXAMPLE:jane</AssumedRoleId>
      <Arn>arn:aws:sts::111122223333:assumed-role/Deployer/jane</Arn>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>
      <SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY</SecretAccessKey>
      <SessionToken>{token}</SessionToken>
      <Expiration>2030-01-01T00:00:00Z</Expiration>
    </Credentials>
    <PackedPolicySize>6</PackedPolicySize>
  </AssumeRoleResult>
  <ResponseMetadata>
    <RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId>
  </ResponseMetadata>
</AssumeRoleResponse>
"
    ));
    Ok(Box::new(move || {
        black_box(assume_role_response(black_box(&response))?);
        Ok(())
    }))
}
