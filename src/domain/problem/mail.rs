//! The problems of mail servers that no other provider has, and their sentences.

use super::{Detail, Field, Problem, ProblemKind};
use crate::domain::{
    codes::codes,
    health::Cause,
    locale::{Locale, pick, say},
};

codes! {
    pub enum Mail {
        /// The port speaks TLS from the first byte, and was addressed without.
        SpeaksTls = "mail_speaks_tls",
        /// The port begins without TLS, and was addressed with it.
        SpeaksPlain = "mail_speaks_plain",
        /// The server does not offer STARTTLS.
        NoStartTls = "mail_no_starttls",
        /// The server offers no way to sign in with user and password.
        NoSignIn = "mail_no_sign_in",
        /// The server takes tokens of OAuth, and no passwords.
        OauthOnly = "mail_oauth_only",
        /// Google takes no password of an account from a program (534 5.7.9).
        AppPassword = "mail_app_password",
        /// Microsoft has signing in by SMTP turned off (535 5.7.139).
        SignInOff = "mail_sign_in_off",
        /// Microsoft’s rules do not let this mailbox sign in from here (535 5.7.139).
        SignInBlocked = "mail_sign_in_blocked",
        /// The mail service has not activated the account for sending.
        NotActivated = "mail_not_activated",
        /// The mail service takes sign-ins from the addresses on a list alone (525 5.7.1).
        FromHere = "mail_from_here",
        /// The certificate is of another name, which the problem carries.
        OtherName = "mail_other_name",
        UnknownIssuer = "mail_unknown_issuer",
        Expired = "mail_expired",
        /// TLS failed for another reason.
        Tls = "mail_tls",
        /// No address is known for the name.
        UnknownHost = "mail_unknown_host",
        /// The connection was refused.
        Closed = "mail_closed",
        /// Nothing came within the time there is for it.
        Silent = "mail_silent",
        /// What answers there does not speak SMTP.
        NoMailServer = "mail_no_mail_server",
        /// The host is in a network that AVA may not reach.
        Internal = "mail_internal",
        /// A connection without TLS where that is not allowed.
        Plain = "mail_plain",
        /// The server takes no more mails for now: its limit is reached.
        Limit = "mail_limit",
        /// The server asks to come back later (450, 451, 421).
        Later = "mail_later",
        /// The server does not take mails of that sender, for a reason of its own.
        Sender = "mail_sender",
        /// The server does not take mails for that recipient.
        Recipient = "mail_recipient",
        /// The recipient’s own mailbox is full.
        RecipientFull = "mail_recipient_full",
        /// The server does not take that mail.
        Message = "mail_message",
        /// The server was given the mail, and did not say whether it took it.
        Unanswered = "mail_unanswered",
        /// Neither the organisation nor the installation has a mail server.
        NoSender = "mail_no_sender",
    }
}

impl Mail {
    /// The field that can be put right.
    const fn field(self) -> Option<Field> {
        match self {
            Self::SpeaksTls | Self::SpeaksPlain | Self::NoStartTls | Self::NoSignIn | Self::Plain => {
                Some(Field::Security)
            }
            Self::OtherName
            | Self::UnknownIssuer
            | Self::Expired
            | Self::Tls
            | Self::UnknownHost
            | Self::OauthOnly
            | Self::Internal => Some(Field::Host),
            Self::Closed | Self::Silent | Self::NoMailServer => Some(Field::Port),
            Self::AppPassword | Self::SignInOff => Some(Field::Password),
            Self::Sender => Some(Field::FromAddress),
            Self::SignInBlocked
            | Self::NotActivated
            | Self::FromHere
            | Self::Limit
            | Self::Later
            | Self::Recipient
            | Self::RecipientFull
            | Self::Message
            | Self::Unanswered
            | Self::NoSender => None,
        }
    }

    /// Whether the same conversation may go well later without anybody's doing.
    pub(super) const fn passes_by_itself(self) -> bool {
        matches!(
            self,
            Self::UnknownHost | Self::Closed | Self::Silent | Self::Later | Self::Limit | Self::RecipientFull
        )
    }

    /// The cause that it is of, where it says something of the stored mailbox.
    pub(super) const fn cause(self) -> Option<Cause> {
        match self {
            Self::AppPassword | Self::NoSignIn => Some(Cause::BadKey),
            Self::SignInOff
            | Self::SignInBlocked
            | Self::NotActivated
            | Self::FromHere
            | Self::Sender
            | Self::OauthOnly
            | Self::Internal
            | Self::Plain => Some(Cause::MissingRight),
            Self::UnknownHost | Self::Closed | Self::Silent => Some(Cause::Network),
            Self::Limit | Self::Later => Some(Cause::RateLimit),
            // The mailbox worked with this server before, which has changed.
            Self::SpeaksTls
            | Self::SpeaksPlain
            | Self::NoStartTls
            | Self::OtherName
            | Self::UnknownIssuer
            | Self::Expired
            | Self::Tls
            | Self::NoMailServer => Some(Cause::Outage),
            Self::Recipient | Self::RecipientFull | Self::Message | Self::Unanswered | Self::NoSender => None,
        }
    }

    pub(super) const fn http_status(self) -> u16 {
        match self {
            Self::NoSender => 409,
            Self::Limit => 429,
            Self::UnknownHost | Self::Closed | Self::Silent | Self::NoMailServer | Self::Unanswered => 502,
            Self::Later => 503,
            _ => 422,
        }
    }

    pub(super) fn sentence(self, detail: Option<&Detail>, again: &str, locale: Locale) -> String {
        say!(locale, match self {
            Self::SpeaksTls =>
                "This port speaks TLS from the first byte. Choose TLS, or the port for STARTTLS, mostly 587.",
                "Ce port parle TLS dès le premier octet. Choisissez TLS, ou le port de STARTTLS, le plus \
                 souvent 587.";
            Self::SpeaksPlain =>
                "This port does not speak TLS from the first byte. Choose STARTTLS, or the port for TLS, \
                 mostly 465.",
                "Ce port ne parle pas TLS dès le premier octet. Choisissez STARTTLS, ou le port de TLS, le \
                 plus souvent 465.";
            Self::NoStartTls =>
                "The server offers no STARTTLS on this port. Choose TLS with its port, mostly 465.",
                "Le serveur ne propose pas STARTTLS sur ce port. Choisissez TLS et son port, le plus souvent \
                 465.";
            Self::NoSignIn =>
                "The server offers no sign-in with user and password on this port. Choose another port or \
                 security, or ask whoever runs the server.",
                "Le serveur ne propose pas de connexion par utilisateur et mot de passe sur ce port. \
                 Choisissez un autre port ou une autre sécurité, ou demandez à la personne qui gère le \
                 serveur.";
            Self::OauthOnly =>
                "This server lets nobody sign in with a password: it takes tokens of OAuth alone (XOAUTH2), which \
                 AVA does not send. Use a mail service that takes a password or an app password.",
                "Ce serveur n’accepte aucun mot de passe\u{a0}: il ne prend que des jetons OAuth (XOAUTH2), \
                 qu’AVA n’envoie pas. Utilisez un service de messagerie qui accepte un mot de passe ou un mot \
                 de passe d’application.";
            Self::AppPassword =>
                "Google wants an app password here: 16 letters, which you make in your Google account under \
                 App passwords. The password of the account does not work.",
                "Google veut ici un mot de passe d’application\u{a0}: 16 lettres, à créer dans votre compte \
                 Google sous Mots de passe d’application. Le mot de passe du compte ne convient pas.";
            Self::SignInOff =>
                "Microsoft has signing in by SMTP turned off for this mailbox. An admin of Microsoft 365 can \
                 turn on Authenticated SMTP for it, then save again.",
                "Microsoft a désactivé la connexion par SMTP pour cette boîte. Un administrateur de \
                 Microsoft 365 peut y activer SMTP authentifié\u{a0}; enregistrez ensuite à nouveau.";
            Self::SignInBlocked =>
                "Microsoft does not let this mailbox sign in from here: a rule of the organisation, such as \
                 security defaults or conditional access, forbids it. An admin of Microsoft 365 can allow it, \
                 then save again.",
                "Microsoft ne laisse pas cette boîte se connecter d’ici\u{a0}: une règle de l’organisation, \
                 comme les paramètres de sécurité par défaut ou l’accès conditionnel, l’interdit. Un \
                 administrateur de Microsoft 365 peut l’autoriser\u{a0}; enregistrez ensuite à nouveau.";
            Self::NotActivated =>
                "The mail service has not activated this account for sending yet. Finish its sign-up or ask \
                 its support, then check again.",
                "Le service de messagerie n’a pas encore activé l’envoi pour ce compte. Terminez son \
                 inscription ou demandez à son assistance, puis vérifiez à nouveau.";
            Self::FromHere =>
                "The mail service takes sign-ins from the addresses on its list only. Add this installation’s \
                 address to the list there, then save again.",
                "Le service de messagerie n’accepte que les adresses de sa liste. Ajoutez-y l’adresse de cette \
                 installation, puis enregistrez à nouveau.";
            Self::OtherName => (other_name(detail, locale));
            Self::UnknownIssuer =>
                "AVA does not know who issued the server’s certificate. Whoever runs AVA can have it trust a \
                 private issuer: the setting AVA_SMTP_CA_FILE names the file of its certificate.",
                "AVA ne connaît pas l’émetteur du certificat du serveur. La personne qui gère AVA peut faire \
                 accepter un émetteur privé\u{a0}: le réglage AVA_SMTP_CA_FILE nomme le fichier de son \
                 certificat.";
            Self::Expired =>
                "The server’s certificate is not valid at this date. Whoever runs the server has to renew it.",
                "Le certificat du serveur n’est pas valable à cette date. La personne qui gère le serveur \
                 doit le renouveler.";
            Self::Tls =>
                "No secure connection to this server could be made. Check host and port, or ask whoever runs \
                 the server.",
                "Aucune connexion sûre à ce serveur n’a pu être établie. Vérifiez l’hôte et le port, ou \
                 demandez à la personne qui gère le serveur.";
            Self::UnknownHost =>
                "No server of this name was found. Check the spelling of the host.",
                "Aucun serveur de ce nom n’a été trouvé. Vérifiez l’orthographe de l’hôte.";
            Self::Closed =>
                "The server refuses connections on this port. Check host and port.",
                "Le serveur refuse les connexions sur ce port. Vérifiez l’hôte et le port.";
            Self::Silent =>
                "Nothing answers at this host and port. Check both; some networks block mail ports.",
                "Rien ne répond à cet hôte et à ce port. Vérifiez les deux\u{a0}; certains réseaux bloquent \
                 les ports de messagerie.";
            Self::NoMailServer =>
                "What answers at this port is not a mail server. Check host and port.",
                "Ce qui répond sur ce port n’est pas un serveur de messagerie. Vérifiez l’hôte et le port.";
            Self::Internal =>
                "This host is inside the network that AVA runs in, where it may not go. Use a public mail \
                 server; whoever runs AVA can allow internal ones.",
                "Cet hôte est dans le réseau où tourne AVA, où AVA ne doit pas aller. Utilisez un serveur \
                 public\u{a0}; la personne qui gère AVA peut autoriser les serveurs internes.";
            Self::Plain =>
                "Without TLS the password would travel in the clear. Choose TLS or STARTTLS.",
                "Sans TLS, le mot de passe circulerait en clair. Choisissez TLS ou STARTTLS.";
            Self::Limit =>
                "The mail server has reached its sending limit. {again}",
                "Le serveur de messagerie a atteint sa limite d’envoi. {again}";
            Self::Later =>
                "The mail server asks to come back later. {again}",
                "Le serveur de messagerie demande de revenir plus tard. {again}";
            Self::Sender =>
                "The mail server does not take mails of this sender. Check the sender’s address, or ask whoever \
                 runs the server.",
                "Le serveur de messagerie n’accepte pas de messages de cet expéditeur. Vérifiez son adresse, ou \
                 demandez à la personne qui gère le serveur.";
            Self::RecipientFull =>
                "The recipient’s mailbox is full. They have to make room in it before it takes another mail.",
                "La boîte du destinataire est pleine. Il doit y faire de la place avant qu’elle n’accepte un \
                 autre message.";
            Self::Recipient =>
                "The mail server does not take mails for this recipient. Check the recipient’s address.",
                "Le serveur de messagerie n’accepte pas de messages pour ce destinataire. Vérifiez son \
                 adresse.";
            Self::Message =>
                "The mail server refused the mail itself, perhaps as spam. Ask whoever runs the server why.",
                "Le serveur de messagerie a refusé le message lui-même, peut-être comme indésirable. \
                 Demandez pourquoi à la personne qui gère le serveur.";
            Self::Unanswered =>
                "The mail server did not say whether it took the mail. Look whether it arrived before you \
                 send it again.",
                "Le serveur de messagerie n’a pas dit s’il a accepté le message. Regardez s’il est arrivé \
                 avant de le renvoyer.";
            Self::NoSender =>
                "No mail server is connected. Connect SMTP first.",
                "Aucun serveur de messagerie n’est connecté. Connectez d’abord SMTP.";
        })
    }
}

fn other_name(detail: Option<&Detail>, locale: Locale) -> String {
    let name = match detail {
        Some(Detail::Certificate(name)) => name.as_str(),
        _ => pick!(locale, "another name", "un autre nom"),
    };
    say!(
        locale,
        "The server’s certificate is for {name}, and not for this host. Type the name that it is for, if that \
         is your server.",
        "Le certificat du serveur est pour {name}, et non pour cet hôte. Saisissez le nom pour lequel il est, \
         si c’est votre serveur."
    )
}

impl From<Mail> for Problem {
    /// Points at the field that can be put right.
    fn from(mail: Mail) -> Self {
        Self { field: mail.field(), ..Self::new(ProblemKind::Mail(mail)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_is_kept_to_and_what_was_typed_wrong_is_on_its_field() {
        for mail in Mail::ALL {
            let problem = Problem::from(mail);
            assert_eq!(problem.passes_by_itself(), mail.passes_by_itself(), "{mail:?}");
            assert_eq!(problem.code(), mail.code());
            let typed = matches!(mail.field(), Some(Field::Security | Field::Password));
            assert!(!(typed && mail.passes_by_itself()), "{mail:?}: no time changes what was typed");
        }
    }
}
