//! The problems of requests that programs make, and their sentences.

use serde::{Deserialize, Serialize};

use crate::domain::locale::{Locale, say};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Program {
    /// The body is not the JSON that the address takes; it can be read up to this line and column, which
    /// begin with 1 and are counted to 65,535.
    Body(u16, u16),
    /// A parameter of the query is unknown, or its value cannot be read.
    Query,
    /// The body is of another provider than the address.
    OtherProvider,
    /// The body is said to be something else than JSON.
    MediaType,
    /// The `Idempotency-Key` has no characters, too many, or some that none has.
    KeyMalformed,
    /// The `Idempotency-Key` was sent before with another request.
    KeyReused,
    /// The request with this `Idempotency-Key` is being carried out.
    KeyUnderWay,
    /// The request with this `Idempotency-Key` was carried out, and its answer is not there any more.
    AnswerLost,
    /// The object is not of the version that `If-Match` names.
    OtherVersion,
    /// The organisation's programs have made so many requests within a quarter of an hour.
    TooManyRequests(u32),
}

impl Program {
    pub const ALL: [Program; 10] = [
        Program::Body(3, 12),
        Program::Query,
        Program::OtherProvider,
        Program::MediaType,
        Program::KeyMalformed,
        Program::KeyReused,
        Program::KeyUnderWay,
        Program::AnswerLost,
        Program::OtherVersion,
        Program::TooManyRequests(1000),
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Program::Body(..) => "body",
            Program::Query => "query",
            Program::OtherProvider => "other_provider",
            Program::MediaType => "media_type",
            Program::KeyMalformed => "idempotency_key_malformed",
            Program::KeyReused => "idempotency_key_reused",
            Program::KeyUnderWay => "idempotency_key_under_way",
            Program::AnswerLost => "answer_lost",
            Program::OtherVersion => "other_version",
            Program::TooManyRequests(_) => "too_many_requests",
        }
    }

    pub(super) const fn http_status(self) -> u16 {
        match self {
            Program::Body(..) | Program::Query | Program::KeyMalformed => 400,
            Program::KeyUnderWay | Program::AnswerLost => 409,
            Program::OtherVersion => 412,
            Program::MediaType => 415,
            Program::OtherProvider | Program::KeyReused => 422,
            Program::TooManyRequests(_) => 429,
        }
    }

    /// Whether the same request may succeed later without anybody's doing.
    pub(super) const fn passes_by_itself(self) -> bool {
        matches!(self, Program::KeyUnderWay | Program::TooManyRequests(_))
    }

    pub(super) fn sentence(self, again: &str, locale: Locale) -> String {
        say!(locale, match self {
            Program::Body(line, column) =>
                "The body is not the JSON that this address takes: see line {line}, column {column}. The \
                 document of the API has its fields.",
                "Le corps n’est pas le JSON que prend cette adresse\u{a0}: voyez la ligne {line}, colonne \
                 {column}. Le document de l’API en donne les champs.";
            Program::Query =>
                "A parameter of the query is unknown, or its value cannot be read. The document of the API has all \
                 of them.",
                "Un paramètre de la requête est inconnu, ou sa valeur est illisible. Le document de l’API les donne \
                 tous.";
            Program::OtherProvider =>
                "The body has the credentials of another service than the address names, so nothing was done.",
                "Le corps contient les identifiants d’un autre service que celui de l’adresse\u{a0}: rien n’a été \
                 fait.";
            Program::MediaType =>
                "The body has to be JSON, and to be sent as application/json.",
                "Le corps doit être du JSON, envoyé comme application/json.";
            Program::KeyMalformed =>
                "The Idempotency-Key has to be of 1 to 255 visible ASCII characters, such as a UUID.",
                "L’Idempotency-Key doit avoir de 1 à 255 caractères ASCII visibles, comme un UUID.";
            Program::KeyReused =>
                "This Idempotency-Key was sent with another request before, so nothing was done. Use a new one for \
                 each request.",
                "Cette Idempotency-Key a déjà été envoyée avec une autre requête\u{a0}: rien n’a été fait. \
                 Utilisez-en une nouvelle pour chaque requête.";
            Program::KeyUnderWay =>
                "The first request with this Idempotency-Key is still being carried out. {again}",
                "La première requête avec cette Idempotency-Key est encore en cours. {again}";
            Program::AnswerLost =>
                "The request with this Idempotency-Key was carried out, and its answer was not kept. Read what it \
                 changed.",
                "La requête avec cette Idempotency-Key a été exécutée, et sa réponse n’a pas été conservée. Lisez ce \
                 qu’elle a modifié.";
            Program::OtherVersion =>
                "This was changed since you read it, so nothing was done. Read it again, and send its ETag as \
                 If-Match.",
                "Ceci a été modifié depuis votre lecture\u{a0}: rien n’a été fait. Relisez-le, et envoyez son ETag \
                 dans If-Match.";
            Program::TooManyRequests(most) =>
                "Your organisation’s programs may make {most} requests in 15 minutes, and have made them. {again}",
                "Les programmes de votre organisation peuvent faire {most} requêtes en 15\u{a0}minutes, et les ont \
                 faites. {again}";
        })
    }
}
