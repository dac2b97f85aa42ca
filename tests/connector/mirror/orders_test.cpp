#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "tests/connector/mirror/mirrored_desk.hpp"

namespace {

using namespace std::chrono_literals;
using connector::store::Connection;

constexpr std::size_t kChanges = 6;
constexpr std::size_t kStatusChange = 4;  // counted from 0
constexpr std::uint32_t kSeed = 20'261'121;

/// What may be different about the fourth and the sixth change.
struct Story {
    const char* name;
    bool is_note_shared;      ///< the internal comment becomes public; else the public one internal
    bool is_comment_deleted;  ///< the public comment is deleted; else edited

    friend void PrintTo(const Story& story, std::ostream* out) { *out << story.name; }
};

/// What Jira shows of a request after each of six changes: it is raised, a public comment, an
/// internal one, one of them changes sides, the status, and an edit or a deletion.
struct History {
    std::array<jira::Request, kChanges> states;
    base::CommentId shown;                ///< the comment that was public from the start
    std::optional<base::CommentId> note;  ///< the one that was shared later
};

struct Case {
    History history;
    std::vector<std::size_t> hints;  ///< the changes in the order in which they are told of
    std::vector<std::size_t> reads;  ///< which state each hint's read shows
};

/// Six changes of one request, told of in every order. A hint is followed by a read, which shows
/// Jira at some moment after the change that the hint tells of. So reads are applied in any order,
/// old ones after new ones too.
class MirrorOrders : public testing::TestWithParam<Story> {
protected:
    void pass_a_second() { desk.wall_clock.advance(1s); }

    /// Nothing to be seen but the stamp: what happens to internal comments.
    void touch(base::RequestId id) { desk.jira.request(id).updated = desk.clock.now(); }

    void change_sides(base::RequestId id, History& history, base::Time note_written) {
        if (!GetParam().is_note_shared) return desk.jira.hides_comment(id, history.shown);
        history.note = desk.jira.has_comment(id, "agent", "Shared later");
        desk.jira.request(id).comments.back().created = note_written;
    }

    void edit_or_delete(base::RequestId id, const History& history) {
        if (GetParam().is_comment_deleted) return desk.jira.hides_comment(id, history.shown);
        for (jira::PublicComment& comment : desk.jira.request(id).comments) {
            if (comment.id != history.shown) continue;
            comment.text = "Edited";
            comment.html = base::SafeHtml::paragraphs("Edited");
            comment.updated = desk.clock.now();
        }
        touch(id);
    }

    History happen() {
        History history;
        const base::RequestId id = desk.jira.has_request(++number_, "ann").id;
        std::size_t at = 0;
        const auto is_seen = [&] {
            history.states.at(at++) = desk.jira.request(id);
            pass_a_second();
        };
        is_seen();
        history.shown = desk.jira.has_comment(id, "agent", "Shown");
        is_seen();
        touch(id);
        const base::Time note_written = desk.clock.now();
        is_seen();
        change_sides(id, history, note_written);
        is_seen();
        desk.jira.moves_to_status(id, "In progress", jira::StatusCategory::InProgress);
        is_seen();
        edit_or_delete(id, history);
        is_seen();
        return history;
    }

    std::vector<std::size_t> reads_of(const std::vector<std::size_t>& order) {
        std::vector<std::size_t> reads;
        for (const std::size_t told : order) {
            const auto later = static_cast<std::uint32_t>(kChanges - told);
            reads.push_back(told + random_.below(later));
        }
        return reads;
    }

    static std::int64_t mails(
        Connection& connection,
        base::RequestId request,
        std::string_view kind,
        std::int64_t comment = 0
    ) {
        return *connection.first(
            "select count(*) from outbox where request_id = $1 and kind = $2 "
            "and coalesce(comment_id, 0) = $3",
            {request.value(), kind, comment},
            [](const auto& row) { return row.integer(0); }
        );
    }

    /// Nothing: the mirror equals the site, and the mails are those that are due.
    static std::string what_is_wrong(
        Connection& connection, const History& history, std::size_t first_read
    ) {
        const jira::Request& site = history.states.back();
        const auto mirrored = connector::store::Requests(connection).find(site.id);
        if (!mirrored) return "not mirrored";
        if (mirrored->status != site.status || mirrored->updated != site.updated ||
            mirrored->summary != site.summary) {
            return "an older state of the request";
        }
        const auto comments = connector::store::Comments(connection).of_request(site.id);
        const bool is_thread_equal = std::equal(
            comments.begin(),
            comments.end(),
            site.comments.begin(),
            site.comments.end(),
            [](const auto& ours, const auto& theirs) {
                return ours.id == theirs.id && ours.text == theirs.text &&
                       ours.html == theirs.html && ours.created == theirs.created &&
                       ours.updated == theirs.updated;
            }
        );
        if (!is_thread_equal) return "another thread";
        return what_is_wrong_with_mails(connection, history, first_read);
    }

    static std::string what_is_wrong_with_mails(
        Connection& connection, const History& history, std::size_t first_read
    ) {
        const base::RequestId id = history.states.back().id;
        if (mails(connection, id, "request_created") != 1) return "request_created";
        // The status with which a request is first seen is no change.
        const std::int64_t status_mails = first_read < kStatusChange ? 1 : 0;
        if (mails(connection, id, "status_changed") != status_mails) return "status_changed";
        const auto of_shown = mails(connection, id, "agent_replied", history.shown.value());
        const bool is_undone = !GetParam().is_note_shared || GetParam().is_comment_deleted;
        if (of_shown > 1 || (of_shown == 0 && !is_undone)) return "the public comment's mail";
        std::int64_t all = 1 + status_mails + of_shown;
        if (history.note) {
            const auto of_note = mails(connection, id, "agent_replied", history.note->value());
            if (of_note != 1) return "the shared note's mail";
            all += of_note;
        }
        const auto drafted = *connection.first(
            "select count(*) from outbox where request_id = $1",
            {id.value()},
            [](const auto& row) { return row.integer(0); }
        );
        return drafted == all ? "" : "mails beyond those";
    }

    tests::MirroredDesk desk;

private:
    tests::SeededRandom random_{kSeed};
    int number_ = 0;
};

TEST_P(MirrorOrders, AllEndAsTheSiteDoesAndMailEachChangeOnce) {
    std::vector<Case> cases;
    std::vector<std::size_t> order(kChanges);
    std::iota(order.begin(), order.end(), 0);
    do {
        cases.push_back({happen(), order, reads_of(order)});
    } while (std::next_permutation(order.begin(), order.end()));
    ASSERT_EQ(cases.size(), 720U);

    int wrong = 0;
    desk.database.write([&](Connection& connection) {  // one, for the sake of speed
        for (const auto& [history, hints, reads] : cases) {
            for (const std::size_t read : reads) {
                desk.projection.apply(connection, history.states.at(read));
            }
            const std::string complaint = what_is_wrong(connection, history, reads.front());
            if (complaint.empty() || ++wrong > 3) continue;
            ADD_FAILURE() << complaint << ", hints " << testing::PrintToString(hints) << ", reads "
                          << testing::PrintToString(reads) << ", seed " << kSeed;
        }
    });

    EXPECT_EQ(wrong, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Stories,
    MirrorOrders,
    testing::Values(
        Story{"NoteSharedCommentEdited", true, false},
        Story{"NoteSharedCommentDeleted", true, true},
        Story{"CommentHiddenThenEdited", false, false},
        Story{"CommentHiddenThenDeleted", false, true}
    ),
    [](const auto& story) { return std::string(story.param.name); }
);

}  // namespace
