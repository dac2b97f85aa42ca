#include "connector/portal/routes.hpp"

#include <chrono>

#include <fmt/format.h>

#include "base/time.hpp"
#include "connector/http/upload_form.hpp"
#include "connector/portal/account_page.hpp"
#include "connector/portal/article_page.hpp"
#include "connector/portal/assistant_page.hpp"
#include "connector/portal/attachment_page.hpp"
#include "connector/portal/code_page.hpp"
#include "connector/portal/embed.hpp"
#include "connector/portal/events_page.hpp"
#include "connector/portal/guest_page.hpp"
#include "connector/portal/help_page.hpp"
#include "connector/portal/link_page.hpp"
#include "connector/portal/new_request_page.hpp"
#include "connector/portal/passkey_page.hpp"
#include "connector/portal/password_page.hpp"
#include "connector/portal/paths.hpp"
#include "connector/portal/people_page.hpp"
#include "connector/portal/preferences_page.hpp"
#include "connector/portal/requests_page.hpp"
#include "connector/portal/sign_in_page.hpp"
#include "connector/portal/sso_page.hpp"
#include "connector/portal/thread_page.hpp"

namespace connector::portal {
namespace {

using http::Method;
using http::Request;

constexpr std::size_t kFormBytes = 8U << 10U;
constexpr std::size_t kHandOffBytes = 32U << 10U;
constexpr std::size_t kPasskeyBytes = 32U << 10U;
constexpr std::size_t kReplyBytes = 128U << 10U;
constexpr std::string_view kForever = "public, max-age=31536000, immutable";
constexpr std::string_view kAnHour = "public, max-age=3600";
constexpr std::string_view kSecurityTxt = "/.well-known/security.txt";

http::Response stylesheet(std::string body, std::string_view cache_control) {
    return {
        .content_type = "text/css; charset=utf-8",
        .body = std::move(body),
        .cache_control = std::string(cache_control),
    };
}

/// A route's handler as a member function of a page that the handler keeps alive.
template <typename Page>
http::Handler on(
    const std::shared_ptr<const Page>& page, http::Response (Page::*handle)(const Request&) const
) {
    return [page, handle](const Request& request) { return ((*page).*handle)(request); };
}

/// RFC 9116. It never goes stale while we run: it is good for half a year from when it is read.
http::Response security_txt(const Rooms& rooms) {
    constexpr std::chrono::days kGoodFor{180};
    const auto expires = std::chrono::floor<std::chrono::days>(rooms.clock.now() + kGoodFor);
    auto response = http::text(
        200,
        fmt::format(
            "Contact: mailto:{}\nExpires: {}\nCanonical: {}{}\nPreferred-Languages: en\n",
            rooms.settings.security_contact,
            base::format_time(std::chrono::time_point_cast<base::Time::duration>(expires)),
            rooms.settings.public_url,
            kSecurityTxt
        )
    );
    response.cache_control = kAnHour;
    return response;
}

void add_shared_routes(http::Router& router, const Rooms& rooms) {
    const auto link = std::make_shared<const LinkPage>(rooms);
    router.add({Method::Get, "/l/{token}", "link.show", on(link, &LinkPage::show)});
    router.add(
        {Method::Post, "/l/{token}", "link.exchange", on(link, &LinkPage::exchange), kFormBytes}
    );
    router.add(
        {Method::Post, "/l/{token}/resend", "link.resend", on(link, &LinkPage::resend), kFormBytes}
    );

    const auto code = std::make_shared<const CodePage>(rooms, nullptr);
    router.add({Method::Post, "/l/{token}/code", "link.code", on(code, &CodePage::use), kFormBytes}
    );

    if (!rooms.settings.security_contact.empty()) {
        router
            .add({Method::Get, std::string(kSecurityTxt), "security_txt", [&rooms](const Request&) {
                      return security_txt(rooms);
                  }});
    }

    const Renderer& renderer = rooms.renderer;
    router.add(
        {Method::Get,
         renderer.stylesheet_path(),
         "assets.stylesheet",
         [&renderer](const Request&) {
             return stylesheet(std::string(renderer.stylesheet()), kForever);
         }}
    );
    for (const auto& [name, script] : renderer.scripts()) {
        router.add({Method::Get, script.path, "assets." + name, [&script = script](const Request&) {
                        return http::Response{
                            .content_type = "text/javascript; charset=utf-8",
                            .body = std::string(script.content),
                            .cache_control = std::string(kForever)};
                    }});
    }
}

void add_sign_in_ways(http::Router& router, const Rooms& rooms, const PortalProject& project) {
    const std::string path = sign_in_path(project);
    const auto sso = std::make_shared<const SsoPage>(rooms, project);
    router.add(
        {Method::Post, path + "/{way}", "sign_in.start", on(sso, &SsoPage::start), kFormBytes}
    );
    router.add(
        {Method::Get, path + "/{way}/callback", "sign_in.callback", on(sso, &SsoPage::callback)}
    );
    router.add({Method::Get, arrive_path(project), "sign_in.arrived", on(sso, &SsoPage::arrived)});
    router.add(
        {Method::Post,
         arrive_path(project),
         "sign_in.arrive",
         on(sso, &SsoPage::arrive),
         kFormBytes}
    );
    if (!project.takes_hand_offs) return;
    router.add(
        {Method::Get, hand_off_path(project), "hand_off.show", on(sso, &SsoPage::show_hand_off)}
    );
    router.add(
        {Method::Post,
         hand_off_path(project),
         "hand_off",
         on(sso, &SsoPage::hand_off),
         kHandOffBytes}
    );
}

void add_guest_routes(http::Router& router, const Rooms& rooms, const PortalProject& project) {
    const std::string& path = project.path;
    const auto guest = std::make_shared<const GuestPage>(rooms, project);
    router.add(
        {Method::Get, path + "/come-back", "come_back.show", on(guest, &GuestPage::show_way_back)}
    );
    router.add(
        {Method::Post,
         path + "/come-back",
         "come_back",
         on(guest, &GuestPage::come_back),
         kFormBytes}
    );
    router.add({Method::Post, path + "/leave", "leave", on(guest, &GuestPage::leave), kFormBytes});
    router.add(
        {Method::Post,
         path + "/take-over",
         "take_over",
         on(guest, &GuestPage::take_over),
         kFormBytes}
    );
}

void add_passwords(http::Router& router, const Rooms& rooms, const PortalProject& project) {
    const auto sign_in = std::make_shared<const SignInPage>(rooms, project);
    router.add(
        {Method::Post,
         password_path(project),
         "sign_in.password",
         on(sign_in, &SignInPage::use_password),
         kFormBytes}
    );
    const std::string path = project.path + "/account/password";
    const auto password = std::make_shared<const PasswordPage>(rooms, project);
    router.add({Method::Get, path, "account.password", on(password, &PasswordPage::show)});
    router.add(
        {Method::Post, path, "account.password.set", on(password, &PasswordPage::set), kFormBytes}
    );
    router.add(
        {Method::Post,
         path + "/remove",
         "account.password.remove",
         on(password, &PasswordPage::remove),
         kFormBytes}
    );
}

void add_passkeys(http::Router& router, const Rooms& rooms, const PortalProject& project) {
    const auto page = std::make_shared<const PasskeyPage>(rooms, project);
    const std::string way_in = passkey_path(project);
    const std::string path = passkeys_path(project);
    router.add({Method::Get, way_in, "sign_in.passkey.ask", on(page, &PasskeyPage::challenge)});
    router.add(
        {Method::Post, way_in, "sign_in.passkey", on(page, &PasskeyPage::sign_in), kPasskeyBytes}
    );
    router.add({Method::Get, path, "account.passkeys", on(page, &PasskeyPage::show)});
    router.add(
        {Method::Post, path, "account.passkeys.add", on(page, &PasskeyPage::add), kPasskeyBytes}
    );
    router.add(
        {Method::Post,
         path + "/invite",
         "account.passkeys.invite",
         on(page, &PasskeyPage::invite),
         kFormBytes}
    );
    router.add(
        {Method::Post,
         path + "/{id}/remove",
         "account.passkeys.remove",
         on(page, &PasskeyPage::remove),
         kFormBytes}
    );
}

void add_look_routes(http::Router& router, const PortalProject& project) {
    const Look& look = project.look;
    router.add({Method::Get, project.path + "/brand.css", "assets.brand", [&look](const Request&) {
                    return stylesheet(brand_stylesheet(look), kAnHour);
                }});
    const std::pair<const char*, const std::optional<LookFile>*> files[] = {
        {"brand.logo", &look.logo},
        {"brand.icon", &look.icon},
        {"brand.font", &look.font_file},
        {"brand.css", &look.css_file}};
    for (const auto& [name, file] : files) {
        if (!*file) continue;
        router.add({Method::Get, (*file)->path, name, [&shown = **file](const Request&) {
                        return answer_with(shown);
                    }});
    }
}

/// Null where the project takes no files.
std::shared_ptr<const http::UploadRules> upload_rules(
    const Rooms& rooms,
    const PortalProject& project,
    const std::shared_ptr<const ThreadPage>& thread
) {
    if (rooms.uploads == nullptr || !project.uploads) return nullptr;
    return std::make_shared<const http::UploadRules>(http::UploadRules{
        .folder = *rooms.uploads,
        .max_file_bytes = project.uploads->max_file_bytes,
        .max_files = project.uploads->max_files,
        .refuse = [thread](const Request& request) { return thread->refuse_upload(request); }});
}

void add_project_routes(http::Router& router, const Rooms& rooms, const PortalProject& project) {
    const std::string& path = project.path;
    const auto requests = std::make_shared<const RequestsPage>(rooms, project);
    router.add({Method::Get, path + "/", "requests", on(requests, &RequestsPage::show)});
    router.add(
        {Method::Post,
         path + "/read",
         "requests.read",
         on(requests, &RequestsPage::mark_all_read),
         kFormBytes}
    );
    router.add({Method::Get, path, "requests.bare", [&project](const Request&) {
                    return http::see_other(project.path + "/");
                }});

    const auto thread = std::make_shared<const ThreadPage>(rooms, project);
    router.add({Method::Get, path + "/requests/{key}", "thread", on(thread, &ThreadPage::show)});
    router.add(
        {Method::Post,
         path + "/requests/{key}/comments",
         "thread.reply",
         on(thread, &ThreadPage::reply),
         kReplyBytes,
         upload_rules(rooms, project, thread)}
    );

    if (!project.transitions.empty()) {
        router.add(
            {Method::Post,
             path + "/requests/{key}/transitions/{id}",
             "thread.move",
             on(thread, &ThreadPage::move),
             kReplyBytes}
        );
    }

    const auto raise = std::make_shared<const NewRequestPage>(rooms, project);
    const std::string new_path = new_request_path(project);
    router.add({Method::Get, new_path, "raise", on(raise, &NewRequestPage::choose)});
    router.add({Method::Get, new_path + "/{type}", "raise.form", on(raise, &NewRequestPage::show)});
    router.add(
        {Method::Post,
         new_path + "/{type}",
         "raise.send",
         on(raise, &NewRequestPage::send),
         kReplyBytes}
    );
    router.add(
        {Method::Get,
         sent_request_path(project) + "/{intake}",
         "raise.sent",
         on(raise, &NewRequestPage::sent)}
    );

    const auto attachment = std::make_shared<const AttachmentPage>(rooms, project);
    router.add(
        {Method::Get,
         path + "/requests/{key}/attachments/{id}",
         "attachment",
         on(attachment, &AttachmentPage::show)}
    );

    const auto sign_in = std::make_shared<const SignInPage>(rooms, project);
    router.add({Method::Get, path + "/sign-in", "sign_in", on(sign_in, &SignInPage::show)});
    router.add(
        {Method::Post, path + "/sign-in", "sign_in.ask", on(sign_in, &SignInPage::ask), kFormBytes}
    );

    const auto code = std::make_shared<const CodePage>(rooms, &project);
    router.add(
        {Method::Post, path + "/sign-in/code", "sign_in.code", on(code, &CodePage::use), kFormBytes}
    );
    if (rooms.sign_ins != nullptr && project.has_sign_in_ways()) {
        add_sign_in_ways(router, rooms, project);
    }
    if (rooms.passwords != nullptr && project.passwords) add_passwords(router, rooms, project);
    if (rooms.passkeys != nullptr && project.passkeys) add_passkeys(router, rooms, project);

    const auto account = std::make_shared<const AccountPage>(rooms, project);
    router.add({Method::Get, path + "/account", "account", on(account, &AccountPage::show)});
    router.add(
        {Method::Post,
         path + "/account/sessions/{id}/end",
         "account.end_session",
         on(account, &AccountPage::end_session),
         kFormBytes}
    );
    router.add(
        {Method::Post,
         path + "/sign-out",
         "sign_out",
         on(account, &AccountPage::sign_out),
         kFormBytes}
    );
    router.add(
        {Method::Post,
         path + "/sign-out-everywhere",
         "sign_out.everywhere",
         on(account, &AccountPage::sign_out_everywhere),
         kFormBytes}
    );

    const auto events = std::make_shared<const EventsPage>(rooms, project);
    router.add({Method::Get, events_path(project), "events", on(events, &EventsPage::open)});
    const auto preferences = std::make_shared<const PreferencesPage>(rooms, project);
    router.add(
        {Method::Get,
         preferences_path(project),
         "account.preferences",
         on(preferences, &PreferencesPage::show)}
    );
    router.add(
        {Method::Post,
         preferences_path(project),
         "account.preferences.save",
         on(preferences, &PreferencesPage::save),
         kFormBytes}
    );
    router.add(
        {Method::Post,
         path + "/language",
         "language",
         on(preferences, &PreferencesPage::choose_language),
         kFormBytes}
    );

    add_guest_routes(router, rooms, project);
    if (project.accounts.share_anything()) {
        const auto people = std::make_shared<const PeoplePage>(rooms, project);
        router.add({Method::Get, people_path(project), "people", on(people, &PeoplePage::show)});
        router.add(
            {Method::Post,
             people_path(project) + "/{id}/sign-out",
             "people.sign_out",
             on(people, &PeoplePage::sign_out),
             kFormBytes}
        );
    }

    if (project.assistant) {
        const auto assistant = std::make_shared<const AssistantPage>(rooms, project);
        const std::string at = assistant_path(project);
        router.add({Method::Get, at, "assistant", on(assistant, &AssistantPage::show)});
        router.add(
            {Method::Post,
             at,
             "assistant.answer",
             on(assistant, &AssistantPage::answer),
             kReplyBytes}
        );
    }

    if (project.help) {
        const auto help = std::make_shared<const HelpPage>(rooms, project);
        router.add({Method::Get, help_path(project), "help", on(help, &HelpPage::show)});
        router.add(
            {Method::Get, help_offers_path(project), "help.offers", on(help, &HelpPage::offer)}
        );
        const auto article = std::make_shared<const ArticlePage>(rooms, project);
        router.add(
            {Method::Get, help_path(project) + "/{id}", "article", on(article, &ArticlePage::show)}
        );
        router.add(
            {Method::Post,
             help_path(project) + "/{id}/helped",
             "article.vote",
             on(article, &ArticlePage::vote),
             kFormBytes}
        );
    }

    add_look_routes(router, project);
    if (!project.embed_origins.empty()) {
        const auto embed = std::make_shared<const Embed>(rooms, project);
        router.add({Method::Get, path + "/embed", "embed", on(embed, &Embed::show)});
        router.add({Method::Get, path + "/embed.js", "embed.script", on(embed, &Embed::script)});
    }
}

}  // namespace

void add_public_routes(http::Router& router, const Rooms& rooms, const Receivers& receivers) {
    add_webhook_routes(router, receivers);
    add_shared_routes(router, rooms);
    for (const PortalProject& project : rooms.settings.projects)
        add_project_routes(router, rooms, project);
    router.error_page = [&rooms](int status, const Request& request) {
        return rooms.error_page(status, request);
    };
}

}  // namespace connector::portal
