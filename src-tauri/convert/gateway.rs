//! Configurations for gateways.

use std::net::SocketAddr;

use tokendesk_domain::gateway_secret::{GatewaySecret, GatewaySecretProblem};
use tokendesk_gateway_config::{File, Gateway, PlaceProblem, Setup, VerifierPlace};
use zeroize::Zeroizing;

use crate::wire::{self, GatewayError, GatewayField, GatewayProblem};

/// What the secret is shown as.
const HIDDEN: &str = "••••••••";

/// A configuration's files, with the secret in them.
pub(crate) struct GatewayFiles {
    files: Vec<File>,
    secret: Option<GatewaySecret>,
}

impl GatewayFiles {
    /// Makes them, or says all that is wrong with the form.
    pub(crate) fn make(typed: wire::GatewayForm) -> Result<Self, Vec<GatewayError>> {
        let gateway = Gateway::from(typed.gateway);
        let typed_secret = Zeroizing::new(typed.secret);
        let mut errors = Vec::new();
        let mut keep = |field, problem| errors.push(GatewayError { field, problem });
        let backend = read(&typed.backend).map_err(|problem| keep(GatewayField::Backend, problem));
        let listen = read_listen(&typed.listen).map_err(|problem| keep(GatewayField::Listen, problem));
        let verifier =
            read::<VerifierPlace>(&typed.verifier)
                .and_then(|place| {
                    if gateway.reaches(&place) { Ok(place) } else { Err(GatewayProblem::SocketNotReached) }
                })
                .map_err(|problem| keep(GatewayField::Verifier, problem));
        let secret = match typed_secret.trim() {
            "" => Ok(None),
            text => GatewaySecret::parse(text).map(Some),
        };
        let secret = secret.map_err(|problem| keep(GatewayField::Secret, problem.into()));
        let (Ok(backend), Ok(listen), Ok(verifier), Ok(secret)) = (backend, listen, verifier, secret) else {
            return Err(errors);
        };
        let setup = Setup { listen, backend, verifier, secret: secret.clone() };
        Ok(Self { files: gateway.files(&setup), secret })
    }

    /// A file's text and whether a secret stands in it; none: no file is called so.
    pub(crate) fn take(self, name: &str) -> Option<(Zeroizing<String>, bool)> {
        let file = self.files.into_iter().find(|file| file.name == name)?;
        let is_secret = self.secret.is_some_and(|secret| file.text.contains(secret.expose()));
        Some((Zeroizing::new(file.text), is_secret))
    }

    /// For the window, which is not given the secret back.
    fn shown(self) -> Vec<wire::GatewayFile> {
        let text = |text: String| match &self.secret {
            Some(secret) => text.replace(secret.expose(), HIDDEN),
            None => text,
        };
        let file = |file: File| wire::GatewayFile { name: file.name.to_owned(), text: text(file.text) };
        self.files.into_iter().map(file).collect()
    }
}

pub(crate) fn gateway_review(typed: wire::GatewayForm) -> wire::GatewayReview {
    match GatewayFiles::make(typed) {
        Ok(files) => wire::GatewayReview { files: files.shown(), errors: Vec::new() },
        Err(errors) => wire::GatewayReview { files: Vec::new(), errors },
    }
}

pub(super) fn read<P: std::str::FromStr<Err = PlaceProblem>>(typed: &str) -> Result<P, GatewayProblem> {
    match typed.trim() {
        "" => Err(GatewayProblem::Required),
        text => Ok(text.parse()?),
    }
}

fn read_listen(typed: &str) -> Result<SocketAddr, GatewayProblem> {
    match typed.trim() {
        "" => Err(GatewayProblem::Required),
        text => text.parse().map_err(|_| GatewayProblem::NotAddressPort),
    }
}

impl From<PlaceProblem> for GatewayProblem {
    fn from(problem: PlaceProblem) -> Self {
        match problem {
            PlaceProblem::NotHostPort => Self::NotHostPort,
            PlaceProblem::NotAddress => Self::NotAddressPort,
            PlaceProblem::SocketPath => Self::SocketPath,
        }
    }
}

impl From<GatewaySecretProblem> for GatewayProblem {
    fn from(problem: GatewaySecretProblem) -> Self {
        let small = |number| u32::try_from(number).unwrap_or(u32::MAX);
        match problem {
            GatewaySecretProblem::Length(length) => Self::SecretLength {
                length: small(length),
                min: small(GatewaySecret::MIN),
                max: small(GatewaySecret::MAX),
            },
            GatewaySecretProblem::ForeignCharacter => Self::SecretCharacter,
        }
    }
}

impl From<wire::Gateway> for Gateway {
    fn from(gateway: wire::Gateway) -> Self {
        match gateway {
            wire::Gateway::Nginx => Self::Nginx,
            wire::Gateway::Caddy => Self::Caddy,
            wire::Gateway::Envoy => Self::Envoy,
            wire::Gateway::EnvoyGrpc => Self::EnvoyGrpc,
            wire::Gateway::Haproxy => Self::Haproxy,
            wire::Gateway::Traefik => Self::Traefik,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdefghijABCDEFGHIJ-_";

    fn form(gateway: wire::Gateway, backend: &str, verifier: &str, secret: &str) -> wire::GatewayForm {
        wire::GatewayForm {
            gateway,
            backend: backend.into(),
            listen: " 0.0.0.0:8080 ".into(),
            verifier: verifier.into(),
            secret: secret.into(),
        }
    }

    #[test]
    fn the_window_sees_every_configuration_whole_but_for_its_secret() {
        use wire::Gateway::{Caddy, Envoy, EnvoyGrpc, Haproxy, Nginx, Traefik};
        for gateway in [Nginx, Caddy, Envoy, EnvoyGrpc, Haproxy, Traefik] {
            let make = || form(gateway, "api:3000", "127.0.0.1:9180", SECRET);
            let shown = gateway_review(make()).files;
            assert!(shown.iter().any(|file| file.text.contains(HIDDEN)), "{gateway:?}");
            for file in shown {
                assert!(!file.text.contains(SECRET), "{gateway:?}");
                let Ok(files) = GatewayFiles::make(make()) else { panic!("{gateway:?}") };
                let (whole, is_secret) = files.take(&file.name).unwrap();
                assert_eq!(whole.replace(SECRET, HIDDEN), file.text);
                assert_eq!(is_secret, file.text.contains(HIDDEN));
            }
        }
    }

    #[test]
    fn all_that_is_wrong_with_the_form_is_said_at_once() {
        let review = gateway_review(form(wire::Gateway::Nginx, " ", "localhost:9180", "short"));
        let problems: Vec<_> = review.errors.iter().map(|error| error.problem).collect();
        let secret = GatewayProblem::SecretLength { length: 5, min: 32, max: 256 };
        assert_eq!(problems, [GatewayProblem::Required, GatewayProblem::NotAddressPort, secret]);
        assert!(review.files.is_empty());
    }

    #[test]
    fn a_gateway_that_knows_no_sockets_is_not_sent_to_one() {
        let socket = "unix:/run/tokendesk/verifier.sock";
        let review = gateway_review(form(wire::Gateway::Traefik, "api:3000", socket, ""));
        let problem = GatewayProblem::SocketNotReached;
        assert_eq!(review.errors, [GatewayError { field: GatewayField::Verifier, problem }]);
        assert!(gateway_review(form(wire::Gateway::Nginx, "api:3000", socket, "")).errors.is_empty());
    }
}
