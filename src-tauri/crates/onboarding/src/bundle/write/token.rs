//! What a token says and how it was verified.

use super::{Writer, file, short};
use crate::bundle::disguise::Disguise;
use crate::evidence::{Issuers, SignatureReading, TokenFacts, TokenProblem};
use crate::knowledge::Api;
use crate::records::AppRecord;

impl Writer {
    pub(super) fn facts(
        &mut self,
        facts: &TokenFacts,
        app: &AppRecord,
        expected: Option<&Issuers>,
    ) -> file::Facts {
        let TokenFacts {
            algorithm,
            key_id,
            typ,
            refused_members,
            ignored_members,
            nonce,
            version,
            issuer,
            audience,
            tenant_id,
            app_id,
            credential_kind,
            roles,
            scopes,
            id_type,
            object_id,
            subject,
            expires,
            not_before,
            issued,
            app_name,
            region,
            token_id,
            user_claims,
        } = facts;
        file::Facts {
            algorithm: short(algorithm),
            key_id: key_id.as_deref().map(short),
            typ: typ.as_deref().map(short),
            refused_members: refused_members.iter().map(|name| short(name)).collect(),
            ignored_members: ignored_members.iter().map(|name| short(name)).collect(),
            nonce: *nonce,
            version: short(version),
            issuer: self.issuer(issuer, expected),
            audience: self.audience(audience),
            tenant_id: tenant_id.as_deref().map(|id| self.disguise.identity(id)),
            app_id: app_id.as_deref().map(|id| self.disguise.identity(id)),
            credential_kind: credential_kind.as_deref().map(short),
            roles: roles.iter().cloned().collect(),
            scopes: scopes.as_deref().map(|scopes| self.disguise.identity(scopes)),
            id_type: id_type.as_deref().map(short),
            object_id: object_id.as_deref().map(|id| self.disguise.somebody(id)),
            subject: subject.as_deref().map(|id| self.disguise.somebody(id)),
            expires: *expires,
            not_before: *not_before,
            issued: *issued,
            app_name: app_name.as_deref().map(|name| self.app_name(name, app)),
            region: region.as_deref().map(short),
            token_id: token_id.as_deref().map(short),
            user_claims: user_claims.iter().map(|name| short(name)).collect(),
        }
    }

    /// The claim is held against the expected issuer letter by letter: one that merely looks the same once its odd
    /// letters are gone must not become it.
    fn issuer(&mut self, issuer: &str, expected: Option<&Issuers>) -> String {
        let written = self.disguise.identity(issuer);
        let becomes = |expected: &String, disguise: &mut Disguise| {
            expected != issuer && disguise.identity(expected) == written
        };
        let odd = expected.is_some_and(|Issuers { v1, v2 }| {
            becomes(v1, &mut self.disguise) || becomes(v2, &mut self.disguise)
        });
        if odd { format!("{written} [odd letters]") } else { written }
    }

    /// An audience that is known here belongs to an API and to nobody else.
    fn audience(&mut self, audience: &str) -> String {
        let api = Api::windows_defender_atp();
        let known = |text: &str| api.is_audience(text) || api.other_api(text).is_some();
        if known(audience) {
            return audience.to_owned();
        }
        let written = self.disguise.identity(audience);
        if known(&written) { format!("{written} [odd letters]") } else { written }
    }

    /// The name under which the app is registered need not be the one that was entered.
    fn app_name(&mut self, name: &str, app: &AppRecord) -> String {
        let written = self.disguise.identity(name);
        match () {
            () if self.keep => written,
            () if name == app.name => written,
            () => "[name]".to_owned(),
        }
    }
}

pub(super) fn unreadable(problem: &TokenProblem) -> file::Problem {
    match problem {
        TokenProblem::TooLong => file::Problem::TooLong,
        TokenProblem::NotThreeParts { parts } => file::Problem::NotThreeParts(*parts),
        TokenProblem::Encrypted => file::Problem::Encrypted,
        TokenProblem::NotBase64Url { part } => file::Problem::NotBase64Url(short(part)),
        TokenProblem::NotJson { part } => file::Problem::NotJson(short(part)),
        TokenProblem::IllTyped { claim } => file::Problem::IllTyped(short(claim)),
        TokenProblem::Missing { claim } => file::Problem::Missing(short(claim)),
    }
}

pub(super) fn signature(reading: &SignatureReading) -> file::Signature {
    match reading {
        SignatureReading::Verified { key_id } => file::Signature::Verified { key_id: short(key_id) },
        SignatureReading::Invalid { key_id } => file::Signature::Invalid { key_id: short(key_id) },
        SignatureReading::KeyUnknown { key_id } => {
            file::Signature::KeyUnknown { key_id: key_id.as_deref().map(short) }
        }
        SignatureReading::KeyUnfit { key_id, why } => {
            file::Signature::KeyUnfit { key_id: short(key_id), why: short(why) }
        }
        SignatureReading::AlgorithmRefused { algorithm } => {
            file::Signature::AlgorithmRefused { algorithm: short(algorithm) }
        }
        SignatureReading::NotForUs => file::Signature::NotForUs,
    }
}
