#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "connector/mirror/outbound.hpp"
#include "connector/portal/offered_moves.hpp"
#include "connector/portal/paths.hpp"
#include "connector/portal/thread_author.hpp"
#include "connector/portal/thread_page.hpp"
#include "connector/portal/typed_text.hpp"

/// The thread page's buttons: what its reader wants done with the request ("Close request").
namespace connector::portal {
namespace {

using access::Action;

constexpr access::LimitRule kMoves{"portal.move", 10, std::chrono::minutes{10}};
constexpr std::size_t kMaxCommentBytes = 30'000;  // as a reply's

const char* state_of(const store::Moves::Move& move) {
    if (move.is_done) return "DONE";
    if (move.is_refused) return "REFUSED";
    return move.error.empty() ? "UNDER_WAY" : "WAITING";
}

/// While one is on its way no other is offered.
bool is_on_its_way(const store::Moves::Move& move) {
    return !move.is_refused;
}

}  // namespace

http::Response ThreadPage::move(const http::Request& request) const {
    View view = look(request, Action::Move);
    if (!view.request) return rooms_.deny(request, project_, view.visitor);
    const auto say = [&](English text) { return view.visitor.reader.say(text); };
    const auto form = http::Form::parse(request.body);
    if (!form || !rooms_.visitors.check_form(request, *form, view.visitor)) {
        return rooms_.error_page(403, request);
    }
    const auto refuse = [&](int status, English why) {
        look_at_offers(view);
        return page(view, status, {.move_problem = say(why)});
    };
    const std::string comment = clean_text(form->value("comment").value_or(""));
    if (comment.size() > kMaxCommentBytes) {
        return refuse(422, "That is too long for one reply. Send it in parts."_en);
    }
    if (!rooms_.allow(kMoves, view.visitor, request)) {
        return refuse(429, "That was a lot at once. Wait a few minutes and send it then."_en);
    }
    const auto offered = rooms_.moves->of(project_, *view.request);
    if (!offered) {
        return refuse(
            503, "The support system can't be reached right now. Please try again in a while."_en
        );
    }
    const auto chosen =
        std::find_if(offered->begin(), offered->end(), [&](const model::Transition& each) {
            return each.id == request.path_value("id");
        });
    if (chosen == offered->end()) {
        return refuse(409, "That is not possible any more: the request has changed."_en);
    }
    store_move(view, request, *chosen, comment);
    return http::see_other(request_path(project_, view.request->key));
}

void ThreadPage::look_at_offers(View& view) const {
    const bool is_busy = std::any_of(view.moves.begin(), view.moves.end(), is_on_its_way);
    if (!view.may_move || is_busy) return;
    auto offered = rooms_.moves->of(project_, *view.request);
    view.knows_offers = offered.has_value();
    if (offered) view.offers = *std::move(offered);
}

void ThreadPage::add_moves(base::TemplateValues& values, const View& view, std::string_view problem)
    const {
    if (!view.may_move) return;
    base::TemplateValues& section = values.add("MOVES");
    if (!problem.empty()) section.add("PROBLEM").set("TEXT", problem);
    for (const store::Moves::Move& move : view.moves) {
        section.add("STATE").add(state_of(move)).set("LABEL", move.label);
    }
    if (!view.knows_offers) section.show("AWAY");
    for (const model::Transition& offer : view.offers) {
        base::TemplateValues& entry = section.add("MOVE");
        entry.set("ID", offer.id);
        entry.set("LABEL", offer.name);
        entry.set("FORM_TOKEN", rooms_.visitors.form_token(view.visitor));
    }
}

void ThreadPage::store_move(
    const View& view,
    const http::Request& request,
    const model::Transition& chosen,
    const std::string& comment
) const {
    const Author author = author_of(view.visitor);
    rooms_.database.write([&](store::Connection& connection) {
        const base::Time now = rooms_.clock.now();
        const auto move = store::Moves(connection)
                              .add(
                                  {.request = view.request->id,
                                   .contact = view.visitor.contact(),
                                   .transition = chosen.id,
                                   .label = chosen.name,
                                   .from_status = view.request->status},
                                  now
                              );
        if (!move) return;
        // A reply of its own: explicitly public, and theirs (SR-54).
        if (!comment.empty()) {
            store::Replies(connection)
                .add(
                    {.idempotency_key = fmt::format("move {}", *move),
                     .request = view.request->id,
                     .contact = view.visitor.contact(),
                     .text = comment,
                     .posted_text = mirror::text_for_jira(author.name, comment)},
                    now
                );
        }
        store::Audit(connection)
            .add(
                {.event = "move.asked",
                 .contact = view.visitor.contact(),
                 .request = view.request->id,
                 .client = request.client_address,
                 .detail = chosen.name},
                now
            );
    });
    if (!comment.empty()) rooms_.on_reply();
    rooms_.on_move();
}

}  // namespace connector::portal
