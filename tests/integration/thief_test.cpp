#include <algorithm>
#include <cctype>
#include <functional>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "connector/access/code.hpp"
#include "connector/access/keys.hpp"
#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using base::Bytes32;
using base::ByteView;

constexpr const char* kAlice = "alice@customer.example";
constexpr int kCodes = 1'000'000;

StageOptions busy_site() {
    return {
        .auth =
            "{kind: oauth2, client_id: client, client_secret: client-secret, "
            "refresh_token: refresh-of-the-consent, token_url: \"ORIGIN/oauth/token\"}",
        .site_lines = {"automation_secret: automation-secret-of-a-test"}};
}

/// Somebody has copied the store's files while the daemon ran, and has not the key files (SR-126).
class Thief : public testing::Test {
protected:
    Thief() {
        stage_.jira().raise("alice", "The printer is out of toner");
        const ReceivedMail first = stage_.mails().wait_for_mail(kAlice, "SUP-1");
        alice_ = stage_.sign_in(first);
        stage_.jira().comment("SUP-1", "An answer", Audience::Public);
        open_link_ = link_from(stage_.mails().wait_for_mail(kAlice, "An answer", first.id).text);
        const auto asked =
            asking_.submit(asking_.get("/sup/sign-in"), "/sup/sign-in", {{"address", kAlice}});
        code_page_ = asked;
        const ReceivedMail mail = stage_.mails().wait_for_mail(kAlice, "sign-in link", first.id);
        code_ = std::string(between(mail.text, "instead: ", "\n")).substr(0, 6);
        loot_ = stage_.stored_bytes();
    }

    /// Every blob of the copy, whichever table it is in.
    std::set<std::string> blobs() const {
        std::set<std::string> all;
        for (const char* select :
             {"select hex(token_hash) as it from links",
              "select hex(code_hash) as it from links",
              "select hex(browser_hash) as it from links",
              "select hex(token_hash) as it from sessions",
              "select hex(browser_hash) as it from outbox",
              "select hex(sealed) as it from credentials",
              "select hex(consent) as it from credentials"}) {
            for (const auto& row : stage_.rows(select)) {
                if (!row["it"].is_string()) continue;
                const auto bytes = base::from_hex(row["it"].get<std::string>());
                if (bytes && !bytes->empty()) all.emplace(base::as_text(*bytes));
            }
        }
        return all;
    }

    /// Every word of the copy that could be a token, a cookie, or a grant.
    std::set<std::string> words() const {
        std::set<std::string> all;
        std::string word;
        for (const char c : loot_) {
            if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_') {
                word += c;
                continue;
            }
            if (word.size() >= 16) all.insert(word);
            word.clear();
        }
        return all;
    }

    static std::string encoded(const std::string& bytes) {
        return base::to_base64url(base::as_bytes(bytes));
    }

    [[nodiscard]] std::string key_id() const {
        const auto rows = stage_.rows("select hex(key_id) as it from links limit 1");
        const auto bytes = base::from_hex(rows.at(0)["it"].get<std::string>()).value();
        return std::string(base::as_text(bytes));
    }

    bool signs_in(const char* cookie, const std::string& value) {
        Browser thief = stage_.browser();
        thief.set_cookie(cookie, value);
        return thief.get("/sup/account").status == 200;
    }

    bool opens(const std::string& token) {
        Browser thief = stage_.browser();
        const auto page = thief.get("/l/" + token);
        const Fields form{
            {"form_token", std::string(between(page.body, "name=\"form_token\" value=\"", "\""))}};
        return page.status == 200 || thief.post("/l/" + token, form).status == 303;
    }

    /// The codes whose hash, made in this way, is the one in the store.
    std::vector<std::string> codes_by(
        const Bytes32& stored, const std::function<Bytes32(ByteView)>& hash
    ) {
        std::vector<std::string> found;
        for (int i = 0; i < kCodes; ++i) {
            const std::string code = fmt::format("{:06}", i);
            if (hash(base::as_bytes(code)) == stored) found.push_back(code);
        }
        return found;
    }

    [[nodiscard]] Bytes32 stored(const char* column) const {
        const auto rows = stage_.rows(
            fmt::format("select hex({}) as it from links where code_hash is not null", column)
        );
        const auto bytes = base::from_hex(rows.at(0)["it"].get<std::string>()).value();
        Bytes32 hash{};
        std::copy(bytes.begin(), bytes.end(), hash.begin());
        return hash;
    }

    Stage stage_{busy_site()};
    Browser alice_ = stage_.browser();
    Browser asking_ = stage_.browser();
    base::HttpResponse code_page_;
    std::string open_link_;
    std::string code_;
    std::string loot_;
};

TEST_F(Thief, NothingInTheFilesIsALinkOrASession) {
    std::set<std::string> tries = words();
    const std::string id = key_id();
    for (const std::string& blob : blobs()) {
        tries.insert(encoded(blob));
        if (blob.size() != 32) continue;
        tries.insert(encoded(id + blob));  // the shape of a cookie
        const std::string token = std::string(1, '\1') + id + blob + std::string(6, '\0') + blob;
        tries.insert(encoded(token));  // the shape of a link's token
    }
    ASSERT_GT(tries.size(), 10U);
    for (const std::string& word : tries) {
        EXPECT_FALSE(opens(word)) << word;
        EXPECT_FALSE(signs_in("jsm-session", word)) << word;
    }
    // What they were after is there all the same.
    EXPECT_EQ(alice_.get("/sup/account").status, 200);
    Browser owner = stage_.browser();
    EXPECT_EQ(owner.submit(owner.get(open_link_), open_link_).status, 303);
}

/// A million hashes are made in a second; without the key none of them is the stored one.
TEST_F(Thief, CodeCannotBeGuessedOffline) {
    const Bytes32 hash = stored("code_hash");
    const Bytes32 token_hash = stored("token_hash");
    const Bytes32 browser_hash = stored("browser_hash");
    const auto joined = [](const Bytes32& salt, ByteView code) {
        base::Bytes bytes(salt.begin(), salt.end());
        bytes.insert(bytes.end(), code.begin(), code.end());
        return bytes;
    };
    const auto keyed = [&](const Bytes32& key) {
        return codes_by(hash, [&](ByteView code) {
            return base::keyed_hash(key, {ByteView(token_hash), code});
        });
    };
    EXPECT_TRUE(codes_by(hash, [](ByteView code) { return base::sha256(code); }).empty());
    EXPECT_TRUE(codes_by(hash, [&](ByteView code) {
                    return base::sha256(joined(token_hash, code));
                }).empty());
    for (const Bytes32& key : {Bytes32{}, token_hash, browser_hash, hash})
        EXPECT_TRUE(keyed(key).empty());

    // With the key files it is a matter of a second: it is they that protect it.
    const auto keys = connector::access::KeyRing::open(stage_.file("keys"));
    ASSERT_TRUE(keys);
    const Bytes32 key = keys->current_subkey(connector::access::KeyPurpose::CodeHash);
    EXPECT_EQ(keyed(key), std::vector<std::string>{code_});

    // And the owner's code works.
    EXPECT_EQ(asking_.submit(code_page_, "/sup/sign-in/code", {{"code", code_}}).status, 303);
}

TEST_F(Thief, NoSecretIsInTheFiles) {
    for (const char* secret :
         {"client-secret",
          "refresh-of-the-consent",
          "refresh-token-",
          "access-token-",
          "webhook-secret-of-a-test",
          "automation-secret-of-a-test",
          "demo-token"}) {
        EXPECT_EQ(loot_.find(secret), std::string::npos) << secret;
    }
    EXPECT_EQ(loot_.find(open_link_.substr(3, 40)), std::string::npos);
    EXPECT_EQ(loot_.find(alice_.cookie("jsm-session")), std::string::npos);
    EXPECT_EQ(loot_.find(asking_.cookie("jsm-browser")), std::string::npos);
    const std::string key_file = read_file(
        stage_.file(fmt::format("keys/link-{}.key", base::to_hex(base::as_bytes(key_id()))))
    );
    ASSERT_GE(key_file.size(), 64U);
    const auto master = base::from_hex(key_file.substr(0, 64)).value();
    EXPECT_EQ(loot_.find(base::as_text(master)), std::string::npos);
    EXPECT_EQ(loot_.find(key_file.substr(0, 64)), std::string::npos);
    EXPECT_NE(loot_.find("oauth2"), std::string::npos) << "the grant is there, sealed";
}

}  // namespace
}  // namespace tests
