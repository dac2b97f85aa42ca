#include "config/option_table.hpp"

namespace config {
namespace {

std::vector<Option> project_options() {
    return {
        {.path = "include",
         .type = Type::Glob,
         .sentence = "Further files, each with one project: the keys of an entry of `projects`.",
         .example = "projects.d/*.yaml"},
        {.path = "projects",
         .type = Type::Section,
         .shape = Shape::Many,
         .sentence = "The projects that are served; at least one, here or by `include`."},
        {.path = "projects[].key",
         .type = Type::ProjectKey,
         .is_required = true,
         .sentence = "The project's key in Jira.",
         .example = "SUP"},
        {.path = "projects[].name",
         .is_required = true,
         .sentence = "What the project is called in mails and pages.",
         .example = "Acme Support"},
        {.path = "projects[].path",
         .type = Type::PortalPath,
         .sentence = "The portal's path below `server.public_url`. Give either `path` or `host`.",
         .example = "/sup"},
        {.path = "projects[].host",
         .type = Type::Host,
         .sentence = "A host name of its own for the portal, instead of `path`.",
         .example = "help.acme.example"},
        {.path = "projects[].language",
         .type = Type::Choice,
         .fallback = "en",
         .choices = {"en", "de", "fr", "es", "pt", "ja", "ar"},
         .sentence =
             "What the portal speaks to who asks for no language that it knows. Visitors get "
             "what their browser asks for, or what they choose.",
         .example = "de"},
        {.path = "projects[].time_zone",
         .fallback = "UTC",
         .sentence =
             "In which the portal writes times for who does not tell theirs, by its name in "
             "the IANA database.",
         .example = "Europe/Berlin"},
        {.path = "projects[].help",
         .type = Type::Switch,
         .fallback = "off",
         .sentence = "The portal has a page that searches the knowledge base. It shows what "
                     "customers may see, which takes a customer's credential in `site.replies`; "
                     "without one it says that there are no articles.",
         .example = "on"},
        {.path = "projects[].assistant",
         .type = Type::Text,
         .sentence = "What the assistant of the portal says and asks: a file with a flow "
                     "([how to write one](assistant.md)), or `off` for no assistant. Without this "
                     "key it has a flow of its own.",
         .example = "assistant.yaml"},
        {.path = "projects[].transitions",
         .shape = Shape::ByName,
         .sentence = "Steps of the workflow that customers may take with their requests: the name "
                     "or id of a transition in Jira, and the words on its button. Jira tells only "
                     "what the connector's account may do, so what is not named here is never "
                     "offered. Default: none.",
         .example = "{\"Resolve this issue\": \"Close request\"}"},
        {.path = "projects[].webhook_secret",
         .shape = Shape::OneOrTwo,
         .is_secret = true,
         .least = 16,
         .sentence = "What webhooks are signed with that come to `/webhooks/jira/KEY`; as "
                     "`site.webhook_secret`, which opens that path by default.",
         .example = "\"${SUP_WEBHOOK_SECRET}\""},
        {.path = "projects[].automation_secret",
         .shape = Shape::OneOrTwo,
         .is_secret = true,
         .least = 16,
         .sentence = "Likewise for automation rules that call `/webhooks/automation/KEY`.",
         .example = "\"${SUP_AUTOMATION_SECRET}\""},
    };
}

std::vector<Option> access_options() {
    return {
        {.path = "projects[].access",
         .type = Type::Section,
         .sentence = "Who may come in, and what must be set on the site for it."},
        {.path = "projects[].access.portal",
         .type = Type::Choice,
         .fallback = "verify",
         .choices = {"ensure", "verify", "ignore"},
         .sentence = "The site's setting that customers may use the portal without signing in: set "
                     "it, only check it, or leave it alone.",
         .example = "ensure"},
        {.path = "projects[].access.channel",
         .type = Type::Choice,
         .fallback = "verify",
         .choices = {"ensure", "verify", "ignore"},
         .sentence = "The project's setting that anyone may raise requests: likewise.",
         .example = "ensure"},
        {.path = "projects[].access.notifications",
         .type = Type::Choice,
         .fallback = "verify",
         .choices = {"verify", "ignore"},
         .sentence = "Jira's own mails to customers, which no call tells of: `verify` reminds you "
                     "to turn them off, `ignore` says that it is done.",
         .example = "ignore"},
        {.path = "projects[].access.anonymous",
         .type = Type::Switch,
         .fallback = "off",
         .sentence =
             "Visitors may raise a request without giving an address, and see the help page "
             "without signing in.",
         .example = "on"},
        {.path = "projects[].access.email",
         .type = Type::Switch,
         .fallback = "on",
         .sentence = "Whoever types an address that Jira does not know gets in too: a customer is "
                     "created in Jira, put on the project's service desk and mailed a link. The "
                     "account of `site.auth` must be allowed to do so.",
         .example = "on"},
        {.path = "projects[].access.puzzle",
         .type = Type::Switch,
         .fallback = "on",
         .sentence = "Where many links are asked for from one network, or in all, a visitor's "
                     "browser has to do a small sum before the next one. Links that were mailed "
                     "work as ever.",
         .example = "on"},
        {.path = "projects[].access.new_customers_per_day",
         .type = Type::Count,
         .fallback = "100",
         .least = 1,
         .most = 10000,
         .sentence = "With `email`: how many unknown addresses are taken to Jira in any 24 hours. "
                     "Anybody can type addresses, so this bounds what a prank costs.",
         .example = "100"},
    };
}

std::vector<Option> lifetime_options() {
    return {
        {.path = "projects[].links",
         .type = Type::Section,
         .sentence = "The magic links in mails."},
        {.path = "projects[].links.ttl",
         .type = Type::Duration,
         .fallback = "60m",
         .least = kMinute,
         .most = kDay,
         .sentence = "How long a link in a notification works.",
         .example = "60m"},
        {.path = "projects[].links.requested_ttl",
         .type = Type::Duration,
         .fallback = "10m",
         .least = kMinute,
         .most = kHour,
         .sentence = "How long a link works that somebody asked for.",
         .example = "10m"},
        {.path = "projects[].links.confirm",
         .type = Type::Choice,
         .fallback = "click",
         .choices = {"click"},
         .sentence = "Opening a link shows a page with one button, since mail scanners open links "
                     "too; only the button signs in.",
         .example = "click"},
        {.path = "projects[].session",
         .type = Type::Section,
         .sentence = "How long a browser stays signed in."},
        {.path = "projects[].session.idle",
         .type = Type::Duration,
         .fallback = "2h",
         .least = kMinute,
         .most = 30 * kDay,
         .sentence = "Without a visit; at most `absolute`.",
         .example = "2h"},
        {.path = "projects[].session.absolute",
         .type = Type::Duration,
         .fallback = "12h",
         .least = kMinute,
         .most = 30 * kDay,
         .sentence = "In all.",
         .example = "12h"},
        {.path = "projects[].session.stay",
         .type = Type::Duration,
         .fallback = "0s",
         .least = 0,
         .most = 30 * kDay,
         .sentence =
             "How long, with or without visits, who ticks \"Stay signed in\"; `0s` does not "
             "offer it. Where it is offered, a browser that did not tick it forgets the "
             "session when it is closed.",
         .example = "14d"},
    };
}

std::vector<Option> sign_in_options() {
    return {
        {.path = "projects[].sign_in",
         .type = Type::Section,
         .shape = Shape::Many,
         .sentence =
             "Ways into the portal besides the mail, for who is a customer already. Default: "
             "none. An OpenID Connect provider or Atlassian calls back at "
             "`PUBLIC_URL/PATH/sign-in/NAME/callback`; a product hands over by a form that "
             "posts `token` to `PUBLIC_URL/PATH/sign-in/handoff`."},
        {.path = "projects[].sign_in[].kind",
         .type = Type::Choice,
         .is_required = true,
         .choices = {"oidc", "atlassian", "handoff"},
         .sentence =
             "`oidc`: an OpenID Connect provider, found by discovery; `atlassian`: \"Log in "
             "with Atlassian\"; `handoff`: your own product signs a token (JWT) for "
             "customers who are signed in there.",
         .example = "oidc"},
        {.path = "projects[].sign_in[].name",
         .sentence = "Its word in addresses; required with `oidc`. Default: `atlassian` with that.",
         .example = "acme"},
        {.path = "projects[].sign_in[].label",
         .sentence = "What its button says; required with `oidc`.",
         .example = "Acme ID"},
        {.path = "projects[].sign_in[].issuer",
         .sentence = "With `oidc`: the provider's issuer, exactly as it writes itself; with "
                     "`handoff`: the token's `iss`.",
         .example = "https://id.acme.example"},
        {.path = "projects[].sign_in[].client_id",
         .sentence = "As the provider knows us; with `oidc` and `atlassian`.",
         .example = "jsm-connector"},
        {.path = "projects[].sign_in[].client_secret",
         .is_secret = true,
         .sentence = "Belongs to `client_id`. Without one, `oidc` relies on PKCE alone.",
         .example = "\"${ACME_ID_SECRET}\""},
        {.path = "projects[].sign_in[].origins",
         .type = Type::Origin,
         .shape = Shape::Many,
         .sentence = "With `oidc`: further origins where the provider's addresses lie; the "
                     "issuer's is always one. With `handoff`: your product's pages; from others, "
                     "a page asks before it signs in.",
         .example = "[https://tokens.acme.example]"},
        {.path = "projects[].sign_in[].trust_addresses",
         .type = Type::Switch,
         .fallback = "off",
         .sentence = "With `oidc` and `handoff`: take the address also where `email_verified` is "
                     "not true. Only for an issuer where nobody can choose their own address.",
         .example = "off"},
        {.path = "projects[].sign_in[].audience",
         .sentence = "With `handoff`: the token's `aud`.",
         .example = "https://support.acme.example/sup"},
        {.path = "projects[].sign_in[].key",
         .is_secret = true,
         .least = 32,
         .sentence = "With `handoff`: the key shared with your product, for HS256; at least 32 "
                     "characters, all of them random.",
         .example = "\"${HANDOFF_KEY}\""},
        {.path = "projects[].sign_in[].public_key",
         .type = Type::Path,
         .sentence = "With `handoff`, instead of `key`: your product's public key (PEM), RSA of "
                     "2048 bits at least for RS256, or P-256 for ES256.",
         .example = "handoff.pem"},
        {.path = "projects[].sign_in[].authorize_url",
         .type = Type::Url,
         .fallback = "https://auth.atlassian.com/authorize",
         .sentence = "With `atlassian`: where customers consent.",
         .example = "https://auth.atlassian.com/authorize"},
        {.path = "projects[].sign_in[].token_url",
         .type = Type::Url,
         .fallback = "https://auth.atlassian.com/oauth/token",
         .sentence = "With `atlassian`: where codes are redeemed.",
         .example = "https://auth.atlassian.com/oauth/token"},
        {.path = "projects[].sign_in[].profile_url",
         .type = Type::Url,
         .fallback = "https://api.atlassian.com/me",
         .sentence = "With `atlassian`: what says who it is.",
         .example = "https://api.atlassian.com/me"},
    };
}

std::vector<Option> proof_options() {
    return {
        {.path = "projects[].password",
         .type = Type::Section,
         .sentence = "A password, for who has set one on the account page. Never required: a link "
                     "by mail always works."},
        {.path = "projects[].password.enabled",
         .type = Type::Switch,
         .fallback = "off",
         .sentence = "Whether contacts may set one and sign in with it. Each sign-in takes 64 MiB "
                     "of memory for a tenth of a second, two of them at once at most.",
         .example = "on"},
        {.path = "projects[].password.breached_list",
         .type = Type::Path,
         .sentence = "A file of known passwords, none of which may be set: lines `HASH:COUNT` in "
                     "the order of SHA-1 or SHA-256 hashes, such as \"Pwned Passwords\" ordered "
                     "by hash. Default: none.",
         .example = "pwned-passwords.txt"},
        {.path = "projects[].passkeys",
         .type = Type::Switch,
         .fallback = "off",
         .sentence = "Whether contacts may sign in with passkeys (WebAuthn) that they have added "
                     "on the account page. They are good for the host of `server.public_url`, "
                     "which must be a name; another host, and all of them are lost.",
         .example = "on"},
    };
}

std::vector<Option> upload_options() {
    return {
        {.path = "projects[].uploads",
         .type = Type::Section,
         .sentence = "Files that customers send with a reply: pictures, PDF, text, ZIP and office "
                     "documents. They wait in a folder beside the store until Jira has them."},
        {.path = "projects[].uploads.enabled",
         .type = Type::Switch,
         .fallback = "on",
         .sentence = "Whether replies may have files. The account that posts them needs the right "
                     "to add attachments in Jira.",
         .example = "off"},
        {.path = "projects[].uploads.max_megabytes",
         .type = Type::Count,
         .fallback = "10",
         .least = 1,
         .most = 25,
         .sentence = "How large a file may be, in megabytes of 1,000,000 bytes. Jira has a limit "
                     "of its own.",
         .example = "10"},
        {.path = "projects[].uploads.max_files",
         .type = Type::Count,
         .fallback = "5",
         .least = 1,
         .most = 10,
         .sentence = "How many may go with one reply.",
         .example = "5"},
        {.path = "projects[].uploads.daily_megabytes",
         .type = Type::Count,
         .fallback = "50",
         .least = 1,
         .most = 1000,
         .sentence = "How much a contact may send in any 24 hours; guests, how much for one "
                     "request.",
         .example = "50"},
    };
}

std::vector<Option> appearance_options() {
    return {
        {.path = "projects[].mail", .type = Type::Section, .sentence = "Which mails are sent."},
        {.path = "projects[].mail.events",
         .type = Type::Choice,
         .shape = Shape::Many,
         .choices = {"request_created", "agent_replied", "status_changed", "request_resolved"},
         .sentence = "What contacts are told by mail. Default: all four; `[]` sends none.",
         .example = "[request_created, agent_replied]"},
        {.path = "projects[].mail.from",
         .type = Type::Mailbox,
         .sentence = "The sender of this project's mails. Default: `mail.from`.",
         .example = "\"Acme <sup@acme.example>\""},
        {.path = "projects[].accounts",
         .type = Type::Section,
         .sentence = "Which colleagues see each other's requests: see [Colleagues]"
                     "(security.md#colleagues)."},
        {.path = "projects[].accounts.organizations",
         .type = Type::Switch,
         .fallback = "off",
         .sentence = "Members of a JSM organization of the desk see the requests that are shared "
                     "with it in Jira.",
         .example = "on"},
        {.path = "projects[].accounts.domains",
         .shape = Shape::ByDomain,
         .sentence = "Mail domains whose people share an account, with its name: those who have "
                     "proven an address of exactly that domain see each other's requests. Public "
                     "suffixes and domains of mail providers are refused: strangers would see each "
                     "other's requests.",
         .example = "{acme.example: \"Acme Inc\"}"},
        {.path = "projects[].accounts.default_role",
         .type = Type::Choice,
         .fallback = "member",
         .choices = {"member", "viewer"},
         .sentence = "What everybody in an account may do whom `roles` does not name: a member "
                     "sees what is shared and replies, a viewer only sees.",
         .example = "viewer"},
        {.path = "projects[].accounts.roles",
         .type = Type::Choice,
         .shape = Shape::ByAddress,
         .choices = {"member", "viewer", "manager"},
         .sentence = "Other roles, by address. A manager also sees what members of the "
                     "organization have not shared with it, and signs colleagues out.",
         .example = "{bob@acme.example: manager, eve@acme.example: viewer}"},
        {.path = "projects[].brand", .type = Type::Section, .sentence = "How the portal looks."},
        {.path = "projects[].brand.name",
         .sentence = "What visitors see. Default: the project's name.",
         .example = "Acme Help"},
        {.path = "projects[].brand.logo",
         .type = Type::Path,
         .sentence =
             "A picture (SVG, PNG, JPEG, WebP) of at most 256 KiB, shown 32 pixels high; in "
             "mails, too, unless it is an SVG. Default: the name in letters.",
         .example = "brand/logo.svg"},
        {.path = "projects[].brand.icon",
         .type = Type::Path,
         .sentence = "A square picture for the browser's tab. Default: the name's first letter on "
                     "the accent.",
         .example = "brand/icon.svg"},
        {.path = "projects[].brand.accent",
         .type = Type::Color,
         .fallback = "#0b5fff",
         .sentence = "The colour of buttons and links, in quotes. What has too little contrast to "
                     "the page (3 to 1) is moved to the nearest colour that has enough, and said.",
         .example = "\"#0b5fff\""},
        {.path = "projects[].brand.accent_dark",
         .type = Type::Color,
         .sentence = "The same for dark pages. Default: the accent.",
         .example = "\"#6b9dff\""},
        {.path = "projects[].brand.font",
         .sentence = "Names of fonts that visitors may have, separated by commas. Default: their "
                     "system's.",
         .example = "Inter, Helvetica Neue, sans-serif"},
        {.path = "projects[].brand.font_file",
         .type = Type::Path,
         .sentence = "A font that we serve (WOFF2, at most 1 MiB), before those.",
         .example = "brand/acme.woff2"},
        {.path = "projects[].brand.css_file",
         .type = Type::Path,
         .sentence = "A stylesheet of at most 64 KiB, after ours. It can load nothing from other "
                     "hosts. See [branding.md](branding.md).",
         .example = "brand/acme.css"},
        {.path = "projects[].brand.footer",
         .sentence = "A line at the end of every page.",
         .example = "Acme Inc, 1 Main Street, Springfield"},
        {.path = "projects[].brand.footer_links",
         .type = Type::Section,
         .shape = Shape::Many,
         .sentence = "Links at the end of every page, such as imprint and privacy. Default: none."},
        {.path = "projects[].brand.footer_links[].text",
         .is_required = true,
         .sentence = "What it says.",
         .example = "Privacy"},
        {.path = "projects[].brand.footer_links[].url",
         .is_required = true,
         .sentence = "Where it leads: https, http or mailto.",
         .example = "https://www.acme.example/privacy"},
        {.path = "projects[].embed",
         .type = Type::Section,
         .sentence = "A button of the portal on your own pages. See [embedding.md](embedding.md)."},
        {.path = "projects[].embed.origins",
         .type = Type::Origin,
         .shape = Shape::Many,
         .sentence = "The sites that may show it. Default: none, and there is nothing to embed.",
         .example = "[https://www.acme.example]"},
    };
}

}  // namespace

std::vector<Option> project_option_table() {
    std::vector<Option> all;
    for (auto part :
         {project_options,
          access_options,
          lifetime_options,
          sign_in_options,
          proof_options,
          upload_options,
          appearance_options}) {
        for (Option& row : part()) all.push_back(std::move(row));
    }
    return all;
}

}  // namespace config
