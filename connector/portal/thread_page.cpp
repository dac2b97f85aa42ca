#include "connector/portal/thread_page.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/image_slot.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "connector/http/upload_form.hpp"
#include "connector/mirror/outbound.hpp"
#include "connector/model/guest.hpp"
#include "connector/portal/events_page.hpp"
#include "connector/portal/file_list.hpp"
#include "connector/portal/paths.hpp"
#include "connector/portal/promise.hpp"
#include "connector/portal/reply_files.hpp"
#include "connector/portal/thread_author.hpp"
#include "connector/portal/typed_text.hpp"
#include "connector/store/attachments.hpp"
#include "connector/store/changes.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/participants.hpp"
#include "connector/store/request_lists.hpp"
#include "connector/store/requests.hpp"
#include "connector/store/slas.hpp"

namespace connector::portal {
namespace {

using access::Action;

constexpr std::size_t kMaxReplyBytes =
    30'000;  // Jira's own limit for a comment is 32,767 characters
constexpr access::LimitRule kReplies{"portal.reply", 30, std::chrono::minutes{10}};
constexpr access::LimitRule kUploads{"portal.upload", 30, std::chrono::minutes{10}};

std::string_view tone_of(model::StatusCategory category) {
    switch (category) {
        case model::StatusCategory::Done: return "done";
        case model::StatusCategory::InProgress: return "active";
        case model::StatusCategory::New:
        case model::StatusCategory::Undefined: return "new";
    }
    return "new";
}

void set_time(base::TemplateValues& values, const Reader& reader, base::Time time) {
    values.set("WHEN", reader.when(time));
    values.set("WHEN_EXACT", base::format_time(time));
}

/// What became of a reply that the mirror does not show (yet): Jira may have it and not show it to
/// customers any more.
const char* state_of(const store::Replies::Reply& reply) {
    if (reply.is_posted) return "SENT";
    if (reply.is_refused) return "REFUSED";
    return reply.error.empty() ? "SENDING" : "WAITING";
}

void add_pending(
    base::TemplateValues& values,
    const Reader& reader,
    const store::Replies::Reply& reply,
    const std::string& who,
    const std::vector<store::ReplyFiles::File>& files
) {
    base::TemplateValues& entry = values.add("PENDING");
    entry.set("WHO", who);
    entry.set("BODY_HTML", base::SafeHtml::paragraphs(reply.text));
    set_time(entry, reader, reply.created);
    entry.show(state_of(reply));
    add_waiting_files(entry, files, reader);
}

}  // namespace

/// Who is no contact is a guest.
Author author_of(const Visitor& visitor) {
    if (visitor.signed_in) {
        const model::Contact& contact = visitor.signed_in->contact;
        return {std::to_string(contact.id.value()), contact.display_name};
    }
    const model::Guest& guest = *visitor.guest;
    return {fmt::format("guest {}", guest.id.value()), model::name_for_agents(guest)};
}

http::Response ThreadPage::show(const http::Request& request) const {
    View view = look(request, Action::See);
    if (!view.request) return rooms_.deny(request, project_, view.visitor);
    // What a page asks for by itself is no sign that somebody is there.
    if (!request.header("x-live")) rooms_.keep_alive(view.visitor);
    rooms_.note_view(
        view.visitor,
        request,
        {.event = "request.viewed",
         .request = view.request->id,
         .detail = view.is_colleagues ? "as a colleague" : ""}
    );
    note_seen(view);
    look_at_offers(view);
    return page(view, 200, {});
}

http::Response ThreadPage::reply(const http::Request& request) const {
    const View view = look(request, Action::Reply);
    if (!view.request) return rooms_.deny(request, project_, view.visitor);
    const auto say = [&](English text) { return view.visitor.reader.say(text); };
    const base::Result<http::Form> form =
        request.upload ? request.upload->fields() : http::Form::parse(request.body);
    if (!form || !rooms_.visitors.check_form(request, *form, view.visitor)) {
        return rooms_.error_page(403, request);
    }
    const std::string_view typed = form->value("text").value_or("");
    const std::string_view once = form->value("once").value_or("");
    const std::string text = clean_text(typed);
    if (text.empty()) return page(view, 422, {typed, say("Write something first."_en)});
    if (text.size() > kMaxReplyBytes) {
        return page(
            view, 422, {typed, say("That is too long for one reply. Send it in parts."_en)}
        );
    }
    if (once.size() != kOnceSize) return rooms_.error_page(403, request);
    if (!rooms_.allow(kReplies, view.visitor, request)) {
        return page(
            view,
            429,
            {typed, say("That was a lot at once. Wait a few minutes and send it then."_en)}
        );
    }
    ReplyFilesTaken taken =
        take_reply_files(rooms_, project_, view.visitor, *view.request, request);
    if (!taken.problem.empty()) return page(view, 422, {typed, taken.problem});
    store_reply(view, request, once, text, taken.files);
    return http::see_other(request_path(project_, view.request->key) + "#latest");
}

std::optional<http::Response> ThreadPage::refuse_upload(const http::Request& request) const {
    const auto [visitor, may_reply] = rooms_.database.read([&](store::Connection& connection) {
        Visitor who = rooms_.visitors.recognise(connection, request);
        const bool may =
            find_request(connection, project_, who, Action::Reply, request.path_value("key"))
                .has_value();
        return std::pair(std::move(who), may);
    });
    if (!may_reply) return rooms_.deny(request, project_, visitor);
    if (rooms_.allow(kUploads, visitor, request)) return std::nullopt;
    return rooms_.error_page(429, request);
}

void ThreadPage::note_seen(const View& view) const {
    if (!view.is_unread) return;
    rooms_.database.write([&](store::Connection& connection) {
        store::RequestLists(connection)
            .note_seen(*view.visitor.contact(), view.request->id, view.request->revision);
    });
}

ThreadPage::View ThreadPage::look(const http::Request& request, Action action) const {
    return rooms_.database.read([&](store::Connection& connection) {
        View view;
        view.visitor = rooms_.visitors.recognise(connection, request);
        auto found =
            find_request(connection, project_, view.visitor, action, request.path_value("key"));
        if (!found) return view;
        const std::string files_at = request_files_path(project_, found->key);
        view.conversation = rooms_.conversations.show(
            connection, view.visitor.reader, *found, view.visitor.contact(), files_at
        );
        if (!view.visitor.signed_in) view.code = rooms_.guests.code_for(connection, found->id);
        view.number = store::Changes(connection).heads().changes;
        view.attachments = store::Attachments(connection).of_request(found->id);
        view.slas = store::Slas(connection).of_request(found->id);
        view.request = std::move(found);
        look_at_people(connection, view);
        return view;
    });
}

void ThreadPage::look_at_people(store::Connection& connection, View& view) const {
    const model::Request& request = *view.request;
    const auto reader = view.visitor.contact();
    store::Contacts contacts(connection);
    if (reader) view.is_unread = store::RequestLists(connection).is_unread(*reader, request.id);
    if (request.reporter) view.reporter = contacts.find(*request.reporter);
    view.participants = store::Participants(connection).active_of(request.id);
    for (store::Replies::Reply& reply : store::Replies(connection).pending_of(request.id)) {
        std::string who(view.visitor.reader.say("You"_en));
        if (reply.contact != reader) {
            const auto author = reply.contact ? contacts.find(*reply.contact) : std::nullopt;
            who = view.visitor.reader.name(author ? author->display_name : model::kGuestName);
        }
        auto files = store::ReplyFiles(connection).of(reply.id);
        view.pending.push_back({std::move(reply), std::move(who), std::move(files)});
    }
    const access::Subject subject = subject_in(connection, project_, view.visitor);
    const model::Sharing sharing = sharing_for(connection, subject, request);
    view.may_reply = access::may(subject, Action::Reply, request, sharing);
    if (!project_.transitions.empty()) {
        view.may_move = access::may(subject, Action::Move, request, sharing);
        view.moves = store::Moves(connection).pending_of(request.id);
    }
    view.is_colleagues = is_seen_as_colleague(view.visitor, request);
    const model::Account* account = access::shared_by(subject, request, sharing);
    view.account = account != nullptr ? account->name : "";
}

http::Response ThreadPage::page(const View& view, int status, const Typed& typed) const {
    const model::Request& request = *view.request;
    base::TemplateValues values("thread");
    values.set("PATH", project_.path);
    values.set("KEY", request.key.value());
    values.set("SUMMARY", request.summary);
    values.set("STATUS", request.status);
    values.set("TONE", tone_of(request.status_category));
    describe(values, view);
    add_description(values, view);
    values.set("CONVERSATION_HTML", view.conversation);
    for (const auto& [reply, who, files] : view.pending)
        add_pending(values, view.visitor.reader, reply, who, files);
    add_moves(values, view, typed.move_problem);
    add_reply_form(values, view, typed);
    values.set("LIVE_HTML", live_part(rooms_, project_, view.visitor, view.number, request.key));
    values.set("PRINT_SCRIPT", rooms_.renderer.script_path("print"));
    if (view.code) values.add("COME_BACK").set("CODE", *view.code);
    return rooms_.renderer.page(
        rooms_.frame(project_, view.visitor, request.summary, status), "thread", values
    );
}

void ThreadPage::add_reply_form(base::TemplateValues& values, const View& view, const Typed& typed)
    const {
    if (!view.may_reply) return values.show("READ_ONLY");
    base::TemplateValues& form = values.add("REPLY");
    form.set("FORM_TOKEN", rooms_.visitors.form_token(view.visitor));
    form.set("ONCE", fresh_once(rooms_.random));
    form.set("TYPED", typed.text);
    add_file_field(form, rooms_, project_, view.visitor.reader);
    if (!typed.problem.empty()) form.add("PROBLEM").set("TEXT", typed.problem);
}

void ThreadPage::describe(base::TemplateValues& values, const View& view) const {
    const auto reader = view.visitor.contact();
    const Reader& language = view.visitor.reader;
    const std::string& type = view.request->type_name;
    if (!type.empty()) values.add("TYPE").set("NAME", type);
    const bool is_anothers = view.reporter && view.reporter->id != reader;
    base::TemplateValues& opened = values.add(is_anothers ? "OPENED_BY" : "OPENED");
    set_time(opened, language, view.request->created);
    if (is_anothers) opened.set("NAME", language.name(view.reporter->display_name));
    if (view.is_colleagues) values.add("COLLEAGUES").set("ACCOUNT", view.account);
    std::vector<std::string> names;
    for (const model::Contact& participant : view.participants) {
        names.push_back(
            participant.id == reader ? std::string(language.say("you"_en))
                                     : language.name(participant.display_name)
        );
    }
    if (!names.empty()) {
        values.add("PARTICIPANTS").set("NAMES", language.list(names));
    }
    for (const Promise& promise : promises_of(view.slas, rooms_.clock.now())) {
        base::TemplateValues& entry = values.add("PROMISE");
        base::TemplateValues& sentence = entry.add(section_of(promise.kind));
        if (promise.by) set_time(sentence, language, *promise.by);
    }
}

void ThreadPage::add_description(base::TemplateValues& values, const View& view) const {
    const base::SafeHtml& text = view.request->description;
    const bool has_files = std::any_of(
        view.attachments.begin(),
        view.attachments.end(),
        [](const model::Attachment& each) { return !each.comment; }
    );
    if (text.value().empty() && !has_files) return;
    const std::string files_at = request_files_path(project_, view.request->key);
    base::TemplateValues& description = values.add("DESCRIPTION");
    description.set("BODY_HTML", base::fill_image_slots(text, files_at));
    add_files(description, view.visitor.reader, view.attachments, std::nullopt, text, files_at);
}

void ThreadPage::store_reply(
    const View& view,
    const http::Request& request,
    std::string_view once,
    const std::string& text,
    const std::vector<store::ReplyFiles::File>& files
) const {
    const Author author = author_of(view.visitor);
    const std::string key = fmt::format("{}:{}", author.id, once);
    rooms_.database.write([&](store::Connection& connection) {
        const base::Time now = rooms_.clock.now();
        const bool is_new = store::Replies(connection)
                                .add(
                                    {.idempotency_key = key,
                                     .request = view.request->id,
                                     .contact = view.visitor.contact(),
                                     .text = text,
                                     .posted_text = mirror::text_for_jira(author.name, text)},
                                    now
                                );
        if (!is_new) return;
        store::ReplyFiles(connection).add(key, files, now);
        store::Audit(connection)
            .add(
                {.event = "reply.written",
                 .contact = view.visitor.contact(),
                 .request = view.request->id,
                 .client = request.client_address},
                now
            );
    });
    rooms_.on_reply();
}

}  // namespace connector::portal
