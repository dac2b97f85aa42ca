#include <csignal>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/support/raw_client.hpp"
#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using testing::HasSubstr;
using testing::Optional;

const std::string kPng("\x89PNG\r\n\x1A\n and the rest", 21);

class BrandStage : public testing::Test {
protected:
    BrandStage() { std::ofstream(stage_.file("logo.png")) << kPng; }

    /// The project's brand is that from now on.
    void have_brand(const std::string& keys) {
        constexpr std::string_view kBefore = "brand: {name: \"Acme Help\"}";
        std::string config = read_file(stage_.config_file());
        const std::size_t at = config.find(kBefore);
        ASSERT_NE(at, std::string::npos);
        config.replace(at, kBefore.size(), "brand: {name: \"Acme Help\", " + keys + "}");
        std::ofstream(stage_.config_file()) << config;
    }

    [[nodiscard]] RawAnswer get(std::string_view path) const {
        const auto answer = ask(
            stage_.public_port(),
            fmt::format("GET {} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", path, stage_.public_port())
        );
        return answer.value_or(RawAnswer{});
    }

    Stage stage_;
};

TEST_F(BrandStage, ColourThatNobodyCouldReadIsToldByCheckAndInTheLog) {
    have_brand("accent: \"#ffe000\"");

    const auto checked = stage_.command({"check"});
    EXPECT_EQ(checked.exit_code, 0);
    EXPECT_THAT(checked.output, HasSubstr("brand.accent #ffe000 has too little contrast to light"));
    const auto listed = stage_.list({"check"});
    EXPECT_EQ(listed.at("warnings").size(), 1U);
    EXPECT_TRUE(listed.at("ok"));

    stage_.connector().signal(SIGHUP);
    wait_until("the warning and the reload", [&] {
        const std::string log = stage_.log();
        return log.find("config.warning") != std::string::npos &&
               log.find("daemon.ready") != log.rfind("daemon.ready");
    });
    wait_until("the colours", [&] {
        const std::string css = get("/sup/brand.css").body;
        return css.find("--on-accent:#000000") != std::string::npos &&
               css.starts_with(":root{--accent:") && !css.starts_with(":root{--accent:#ffe000");
    });
}

TEST_F(BrandStage, LogoIsOnPagesAndInMails) {
    have_brand("logo: logo.png");
    stage_.stop_connector();
    stage_.start_connector();
    const std::string page = get("/sup/sign-in").body;
    const std::string path(between(page, "<img class=\"logo\" src=\"", "\""));
    const RawAnswer logo = get(path);

    EXPECT_EQ(logo.status, 200);
    EXPECT_EQ(logo.body, kPng);
    EXPECT_THAT(logo.header("Content-Type"), Optional(std::string("image/png")));
    EXPECT_THAT(logo.header("Cache-Control"), Optional(HasSubstr("immutable")));
    stage_.jira().raise("alice", "The printer is out of toner");
    const auto mail = stage_.mails().wait_for_mail("alice@customer.example", "SUP-1");
    EXPECT_THAT(mail.html, HasSubstr("<img src=\"" + stage_.portal_origin() + path + "\""));
}

TEST_F(BrandStage, IconIsMadeOfTheName) {
    const std::string page = get("/sup/sign-in").body;
    const RawAnswer icon = get(between(page, "<link rel=\"icon\" href=\"", "\""));

    EXPECT_EQ(icon.status, 200);
    EXPECT_THAT(icon.header("Content-Type"), Optional(std::string("image/svg+xml")));
    EXPECT_THAT(icon.header("Content-Security-Policy"), Optional(HasSubstr("sandbox;")));
    EXPECT_THAT(icon.body, HasSubstr(">A</text>"));
}

}  // namespace
}  // namespace tests
