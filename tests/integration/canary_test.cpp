#include <array>
#include <filesystem>
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/mirror_comparison.hpp"
#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;

constexpr const char* kAlice = "alice@customer.example";
constexpr const char* kThread = "/sup/requests/SUP-1";
constexpr const char* kLongThread = "/sup/requests/SUP-2";
constexpr int kOfEach = 7;

/// A document with the text deep inside, as agents' editors make them.
json document(const std::string& text) {
    const json paragraph{{"type", "paragraph"}, {"content", {{{"type", "text"}, {"text", text}}}}};
    return {
        {"type", "doc"},
        {"version", 1},
        {"content",
         {{{"type", "panel"}, {"attrs", {{"panelType", "note"}}}, {"content", {paragraph}}}}}};
}

/// Plants internal comments by every way there is, each with words of its own, and as many public
/// ones, so that whoever looks for the words can be seen to find what is there.
class Planter {
public:
    explicit Planter(Stage& stage) : stage_(stage), jira_(stage.jira()) {}

    void plant_on(const std::string& key) {
        for (int i = 0; i < kOfEach; ++i) {
            by_an_agent(key);
            with_a_file(key);
            by_the_desks_api(key);
            by_the_platforms_api(key);
            for_a_role_only(key);
            for (const json& odd : {json("absent"), json(nullptr), json("true"), json(1)}) {
                with_an_odd_flag(key, odd);
            }
            taken_back_and_rewritten(key);
            rewritten_while_internal(key);
            inside_a_delivery_only(key);
        }
    }

    [[nodiscard]] const std::vector<std::string>& internal() const { return internal_; }

    [[nodiscard]] const std::vector<std::string>& shown() const { return shown_; }

private:
    std::string internal_words(const char* way) {
        return internal_.emplace_back(fmt::format("CANARY-{}-{}-x", way, internal_.size()));
    }

    std::string public_words(const char* way) {
        return shown_.emplace_back(fmt::format("SHOWN-{}-{}-x", way, shown_.size()));
    }

    std::string say(const std::string& key, const json& comment) {
        json whole{{"author", "agent"}};
        whole.update(comment);
        return jira_.sim("POST", "/requests/" + key + "/comments", whole)["id"];
    }

    void by_an_agent(const std::string& key) {
        say(key, {{"body", internal_words("agent")}, {"public", false}});
        say(key, {{"body", public_words("agent")}, {"public", true}});
        say(key, {{"body", document(internal_words("panel"))}, {"public", false}});
        say(key, {{"body", document(public_words("panel"))}, {"public", true}});
    }

    /// The names of files tell, too.
    void with_a_file(const std::string& key) {
        const auto file = [](const std::string& name) {
            return json::array({{{"name", name + ".txt"}, {"type", "text/plain"}, {"size", 9}}});
        };
        json comment{{"body", internal_words("with-file")}, {"public", false}};
        comment["files"] = file(internal_words("file"));
        say(key, comment);
        comment = {{"body", public_words("with-file")}, {"public", true}};
        comment["files"] = file(public_words("file"));
        say(key, comment);
    }

    void by_the_desks_api(const std::string& key) {
        const std::string path = "/rest/servicedeskapi/request/" + key + "/comment";
        jira_.as_bot("POST", path, {{"body", internal_words("desk")}, {"public", false}});
        jira_.as_bot("POST", path, {{"body", public_words("desk")}, {"public", true}});
    }

    void by_the_platforms_api(const std::string& key) {
        const std::string path = "/rest/api/3/issue/" + key + "/comment";
        const auto with_property = [](const std::string& words, bool is_internal) {
            const json property{
                {"key", "sd.public.comment"}, {"value", {{"internal", is_internal}}}};
            return json{{"body", document(words)}, {"properties", json::array({property})}};
        };
        jira_.as_bot("POST", path, with_property(internal_words("platform"), true));
        jira_.as_bot("POST", path, with_property(public_words("platform"), false));
        json restricted{{"body", document(internal_words("platform-role"))}};
        restricted["visibility"] = {{"type", "role"}, {"value", "Service Desk Team"}};
        jira_.as_bot("POST", path, restricted);
    }

    void for_a_role_only(const std::string& key) {
        const json for_role{
            {"body", internal_words("role")},
            {"public", true},
            {"visibility", "Service Desk Team"}};
        say(key, for_role);
    }

    /// What stands where `jsdPublic` should: nothing, or something that is not true or false.
    void with_an_odd_flag(const std::string& key, const json& flag) {
        say(key, {{"body", internal_words("flag")}, {"public", false}, {"jsdPublic", flag}});
    }

    /// It was public with other words, which a customer may have seen.
    void taken_back_and_rewritten(const std::string& key) {
        const std::string id = say(key, {{"body", "Innocent words"}, {"public", true}});
        jira_.sim(
            "PUT", "/comments/" + id, {{"public", false}, {"body", internal_words("taken-back")}}
        );
    }

    void rewritten_while_internal(const std::string& key) {
        const std::string id = say(key, {{"body", internal_words("before")}, {"public", false}});
        jira_.sim("PUT", "/comments/" + id, {{"body", internal_words("after")}});
    }

    /// Signed, with everything that would make it public, were it believed.
    void inside_a_delivery_only(const std::string& key) {
        const json comment{
            {"id", "99999"},
            {"jsdPublic", true},
            {"body", internal_words("delivery")},
            {"author", {{"accountId", "x"}, {"displayName", internal_words("delivery-author")}}},
            {"self", "https://acme.atlassian.net/rest/api/2/issue/10001/comment/99999"}};
        const json fields{
            {"project", {{"key", "SUP"}}},
            {"summary", internal_words("delivery-summary")},
            {"comment", {{"comments", {comment}}, {"total", 1}}}};
        const json body{
            {"webhookEvent", "comment_created"},
            {"comment", comment},
            {"issue", {{"id", id_of(key)}, {"key", key}, {"fields", fields}}}};
        // The connector may be down, as while a first read is prepared.
        try {
            stage_.deliver(body.dump());
        } catch (const std::runtime_error&) {
        }
    }

    std::string id_of(const std::string& key) {
        const json state = jira_.state();
        for (const json& issue : state["issues"]) {
            if (issue["key"] == key) return issue["id"];
        }
        return "";
    }

    Stage& stage_;
    JiraSite& jira_;
    std::vector<std::string> internal_{};
    std::vector<std::string> shown_{};
};

/// Every place where words may turn up, by its name.
class Places {
public:
    void look(Stage& stage, Browser& alice) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(stage.file("."))) {
            const std::string name = entry.path().filename();
            // The fixtures' own logs are no place of ours.
            const bool is_ours = name != "jira_site.log" && name != "mail_sink.log";
            if (entry.is_regular_file() && is_ours) texts_[name] = read_file(entry.path());
        }
        for (const ReceivedMail& mail : stage.mails().mails()) {
            texts_["mails"] += stage.mails().source(mail.id) + mail.subject + mail.text + mail.html;
        }
        for (const char* page : {"/sup/", kThread, kLongThread}) {
            texts_["pages"] += alice.get(page).body;
        }
        for (const std::vector<std::string>& command : kCommands) {
            texts_["commands"] += stage.command(command).output;
        }
        texts_["metrics"] =
            stage.http()
                .send({.url = fmt::format("http://127.0.0.1:{}/metrics", stage.admin_port())})
                ->body;
    }

    [[nodiscard]] const std::map<std::string, std::string>& texts() const { return texts_; }

    [[nodiscard]] bool has(const std::string& place, const std::string& words) const {
        const auto found = texts_.find(place);
        return found != texts_.end() && found->second.find(words) != std::string::npos;
    }

private:
    inline static const std::vector<std::vector<std::string>> kCommands{
        {"inbox", "list"}, {"outbox", "list"}, {"audit", "list"}, {"doctor"}};

    std::map<std::string, std::string> texts_;
};

class Canary : public testing::Test {
protected:
    Canary() {
        stage_.jira().raise("alice", "Many notes");
        stage_.jira().raise("alice", "A long thread");
        alice_ = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"));
    }

    /// Every delivery claims that its comment is public.
    void claim_all_public() {
        stage_.jira().add_fault({{"webhooks", {{"wrong_jsdPublic", true}, {"duplicate", 1}}}});
    }

    /// More than Jira embeds, so that pages of comments are read.
    void make_long() {
        for (int i = 0; i < 120; ++i) {
            stage_.jira().comment("SUP-2", "Part of it.", Audience::Public);
        }
    }

    void read_all_in_every_way() {
        expect_mirrored(stage_, std::chrono::seconds{90});
        EXPECT_EQ(stage_.list({"sync"})["done"], true);
        EXPECT_EQ(stage_.list({"sync", "--full"})["done"], true);
    }

    void expect_none_of_the_canaries() {
        Places places;
        places.look(stage_, alice_);
        ASSERT_GE(planter_.internal().size(), 200U);
        for (const auto& [name, text] : places.texts()) {
            for (const std::string& words : planter_.internal()) {
                EXPECT_EQ(text.find(words), std::string::npos) << words << " in " << name;
            }
            EXPECT_EQ(text.find("CANARY"), std::string::npos) << name;
        }
        expect_the_public_ones(places);
    }

    void expect_the_public_ones(const Places& places) {
        for (const std::string& words : planter_.shown()) {
            EXPECT_TRUE(places.has("connector.db", words) || places.has("connector.db-wal", words))
                << words;
            EXPECT_TRUE(places.has("pages", words)) << words;
        }
    }

    Stage stage_;
    Browser alice_ = stage_.browser();
    Planter planter_{stage_};
};

TEST_F(Canary, NoInternalCommentIsAnywhereWhateverWayItTook) {
    claim_all_public();
    make_long();
    planter_.plant_on("SUP-1");
    planter_.plant_on("SUP-2");

    read_all_in_every_way();

    expect_none_of_the_canaries();
    for (const std::string& words : planter_.shown()) {
        // The bot's own comments are no news of an agent's, but nobody is spared the rest.
        (void)stage_.mails().wait_for_mail(kAlice, words);
    }
}

TEST_F(Canary, NorIsAnyAfterAFirstReadOfAll) {
    ASSERT_EQ(stage_.stop_connector(), 0);
    make_long();
    planter_.plant_on("SUP-1");
    planter_.plant_on("SUP-2");
    for (const char* name : {"connector.db", "connector.db-wal", "connector.db-shm"}) {
        std::filesystem::remove(stage_.file(name));
    }

    stage_.start_connector();

    expect_mirrored(stage_, std::chrono::seconds{60});
    stage_.jira().comment("SUP-1", "Come and see.", Audience::Public);
    alice_ = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "Come and see."));
    expect_none_of_the_canaries();
}

}  // namespace
}  // namespace tests
