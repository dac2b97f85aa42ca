#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "connector/http/upload_form.hpp"
#include "tests/connector/http/running_server.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/waiting.hpp"

namespace {

namespace fs = std::filesystem;
using connector::http::Method;
using connector::http::Request;
using connector::http::Response;
using connector::http::text;
using connector::http::UploadForm;
using connector::http::UploadRules;

constexpr std::size_t kMostFileBytes = 100'000;

/// A route that takes two files of 100,000 bytes, and says what it got.
class Uploading : public testing::Test {
protected:
    void start() {
        auto rules = std::make_shared<UploadRules>(UploadRules{
            .folder = folder_,
            .max_file_bytes = kMostFileBytes,
            .max_files = 2,
            .refuse = [this](const Request& request) -> std::optional<Response> {
                EXPECT_TRUE(request.body.empty());
                if (throws_) throw std::runtime_error("store");
                if (is_open_) return std::nullopt;
                return text(403, "not you");
            }});
        server_.router.add(
            {Method::Post,
             "/files",
             "files",
             [this](const Request& request) { return tell(request); },
             1000,
             std::move(rules)}
        );
        server_.start();
    }

    Response tell(const Request& request) {
        if (!request.upload) return text(200, "plain: " + request.body);
        std::string told(request.upload->fields().value("text").value_or("-"));
        for (auto& file : request.upload->files()) {
            told += "|" + file.field + ":" + file.name + ":" + std::to_string(file.size) + ":" +
                    std::to_string(static_cast<int>(file.trouble)) + ":" + file.start.substr(0, 4);
            if (keeps_ && file.stored) names_.push_back(file.stored->keep().value());
        }
        return text(200, told);
    }

    static std::string field(const std::string& value) {
        return "--edge\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n" + value + "\r\n";
    }

    static std::string file(const std::string& name, const std::string& bytes) {
        return "--edge\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" + name +
               "\"\r\nContent-Type: image/png\r\n\r\n" + bytes + "\r\n";
    }

    static std::string head(std::size_t length) {
        return "POST /files HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; "
               "boundary=edge\r\nContent-Length: " +
               std::to_string(length) + "\r\n\r\n";
    }

    tests::RawAnswer send(const std::string& parts) {
        const std::string body = parts + "--edge--\r\n";
        auto answer = tests::ask(server_.port(), head(body.size()) + body);
        return answer.value_or(tests::RawAnswer{});
    }

    [[nodiscard]] std::size_t files_on_disk() const {
        if (!fs::exists(path_)) return 0;
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(path_), fs::directory_iterator())
        );
    }

    tests::TempDir dir_;
    fs::path path_ = dir_.path() / "files";
    tests::SeededRandom random_;
    base::PrivateFolder folder_{path_, random_};
    bool is_open_ = true;
    bool throws_ = false;
    bool keeps_ = false;
    std::vector<std::string> names_;
    tests::RunningServer server_;
};

TEST_F(Uploading, FilesAndFieldsArriveAndWhatIsNotKeptIsGone) {
    start();
    const auto answer = send(field("Hi") + file("a.png", std::string(90'000, 'x')));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "Hi|files:a.png:90000:0:xxxx");
    server_.stop(base::milliseconds{1000});
    EXPECT_EQ(files_on_disk(), 0U);
}

TEST_F(Uploading, WhatIsKeptStays) {
    keeps_ = true;
    start();
    send(file("a.png", "hello"));
    server_.stop(base::milliseconds{1000});
    ASSERT_EQ(names_.size(), 1U);
    EXPECT_EQ(folder_.read(names_.front(), 100).value(), "hello");
}

TEST_F(Uploading, WhoMayNotIsAnsweredBeforeTheBodyIsRead) {
    is_open_ = false;
    start();
    tests::RawClient client(server_.port());
    client.send(head(50'000));
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 403);
    EXPECT_FALSE(fs::exists(path_));
}

TEST_F(Uploading, CheckThatFailsRefuses) {
    throws_ = true;
    start();
    EXPECT_EQ(send(field("x")).status, 500);
}

TEST_F(Uploading, TooLargeAndTooManyAreSaidAndDropped) {
    start();
    const auto answer = send(
        field("Hi") + file("big", std::string(kMostFileBytes + 1, 'b')) + file("a", "aa") +
        file("c", "cc")
    );
    EXPECT_EQ(answer.body, "Hi|files:big:100001:1:bbbb|files:a:2:0:aa|files:c:2:2:");
}

TEST_F(Uploading, WhatIsMuchTooLongIsRefusedUnread) {
    start();
    EXPECT_EQ(tests::ask(server_.port(), head(10'000'000))->status, 413);
    EXPECT_EQ(send(field(std::string(1001, 'x'))).status, 413);
}

TEST_F(Uploading, MalformedFormIs400AndLeavesNothing) {
    start();
    EXPECT_EQ(send(file("a", "aa") + "--edge\r\nContent-Type: x\r\n\r\nx\r\n").status, 400);
    const std::string cut = file("a", "aa");
    EXPECT_EQ(tests::ask(server_.port(), head(cut.size()) + cut)->status, 400);
    EXPECT_EQ(send(field("\xFF")).status, 400);
    server_.stop(base::milliseconds{1000});
    EXPECT_EQ(files_on_disk(), 0U);
}

TEST_F(Uploading, ClientThatGoesAwayLeavesNothing) {
    start();
    {
        tests::RawClient client(server_.port());
        client.send(head(90'000) + file("a", std::string(20'000, 'x')));
        tests::wait_until("the file", [&] { return files_on_disk() == 1; });
    }
    server_.stop(base::milliseconds{2000});
    EXPECT_EQ(files_on_disk(), 0U);
}

TEST_F(Uploading, AllTogetherHaveABound) {
    server_.settings.max_upload_bytes_at_once = 64U << 10U;
    start();
    EXPECT_EQ(send(file("a", std::string(90'000, 'x'))).status, 503);
}

TEST_F(Uploading, FullDiskIs503) {
    std::ofstream(path_) << "a file in the folder's place";
    start();
    EXPECT_EQ(send(file("a", "aa")).status, 503);
}

TEST_F(Uploading, PlainFormsAreAsEver) {
    start();
    const auto answer = tests::ask(
        server_.port(),
        "POST /files HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: 6\r\n\r\ntext=x"
    );
    EXPECT_EQ(answer->body, "plain: text=x");
}

TEST_F(Uploading, ConnectionServesOnAfterAnUpload) {
    start();
    tests::RawClient client(server_.port());
    const std::string body = file("a", "aa") + "--edge--";
    for (int i = 0; i < 2; ++i) {
        client.send(head(body.size()) + body);
        ASSERT_EQ(client.read_answer().value_or(tests::RawAnswer{}).body, "-|files:a:2:0:aa");
    }
}

}  // namespace
