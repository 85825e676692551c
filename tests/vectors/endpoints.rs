//! `endpoints/*.endpoint-tests-1.json` and `endpoints/partitions.json`: the SDKs' endpoint rules.

use crate::load;
use aws_sso_wasm::aws::endpoint::{EndpointOptions, Service, resolve};
use aws_sso_wasm::aws::partition::{PARTITIONS, Partition, check_region};
use serde_json::Value;

fn drive(service: Service, file: &str, count: usize) {
    let Some(vectors) = load(file) else { return };
    let cases = vectors["testCases"].as_array().unwrap();
    assert_eq!(cases.len(), count);
    for case in cases {
        let what = &case["documentation"];
        let params = &case["params"];
        let flag = |name: &str| params[name].as_bool().unwrap_or(false);
        let options = EndpointOptions {
            fips: flag("UseFIPS"),
            dual_stack: flag("UseDualStack"),
            url: params["Endpoint"].as_str().map(str::to_owned),
            use_global_sts: flag("UseGlobalEndpoint"),
        };
        let region = params["Region"].as_str();
        let resolved = resolve(service, region, &options);
        if let Some(error) = case["expect"]["error"].as_str() {
            assert_eq!(resolved.unwrap_err().to_string(), error, "{what}");
            continue;
        }
        let endpoint = resolved.unwrap();
        let expected = &case["expect"]["endpoint"];
        assert_eq!(endpoint.url(), expected["url"].as_str().unwrap(), "{what}");
        let signing_region = expected["properties"]["authSchemes"][0]["signingRegion"]
            .as_str()
            .or(region);
        assert_eq!(endpoint.signing_region(), signing_region, "{what}");
    }
}

#[test]
fn sso_oidc() {
    drive(
        Service::SsoOidc,
        "endpoints/sso-oidc.endpoint-tests-1.json",
        40,
    );
}

#[test]
fn sso() {
    drive(Service::Sso, "endpoints/sso.endpoint-tests-1.json", 40);
}

#[test]
fn sts() {
    drive(Service::Sts, "endpoints/sts.endpoint-tests-1.json", 69);
}

#[test]
fn partitions() {
    let Some(vectors) = load("endpoints/partitions.json") else {
        return;
    };
    let expected = vectors["partitions"].as_array().unwrap();
    assert_eq!(PARTITIONS.len(), expected.len());
    for partition in expected {
        let id = partition["id"].as_str().unwrap();
        for region in partition["regions"].as_object().unwrap().keys() {
            check_region(region).unwrap();
            let found = Partition::of(region).unwrap_or_else(|| panic!("{region} is in none"));
            let outputs = &partition["outputs"];
            assert_eq!(found.name, id, "{region}");
            assert_eq!(found.dns_suffix, outputs["dnsSuffix"].as_str().unwrap());
            assert_eq!(
                found.dual_stack_dns_suffix,
                outputs["dualStackDnsSuffix"].as_str().unwrap()
            );
        }
        let found = Partition::of(outputs_region(partition)).unwrap();
        assert_eq!(found.name, id);
    }
}

fn outputs_region(partition: &Value) -> &str {
    partition["outputs"]["implicitGlobalRegion"]
        .as_str()
        .unwrap()
}
