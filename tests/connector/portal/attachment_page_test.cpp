#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/image_slot.hpp"
#include "base/picture_type.hpp"
#include "connector/portal/file_answer.hpp"
#include "connector/portal/file_list.hpp"
#include "connector/store/attachments.hpp"
#include "connector/store/requests.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace tests {
namespace {

using base::picture_type;
using connector::portal::disposition;
using testing::HasSubstr;
using testing::Not;

const std::string kPng("\x89PNG\r\n\x1A\n and the rest", 21);

class AttachmentPage : public testing::Test {
protected:
    AttachmentPage() {
        desk_.comment(1, request_, "hello");
        has(7, "screen.png", "image/png", kPng);
        ann_.open_link(desk_.link(desk_.ann, request_));
        bob_.open_link(desk_.link(desk_.bob, desk_.request(2, desk_.bob)));
    }

    void has(int id, const std::string& name, const std::string& type, const std::string& bytes) {
        files_.push_back(
            {.id = base::AttachmentId(id),
             .request = request_,
             .comment = base::CommentId(1),
             .file_name = name,
             .media_type = type,
             .size = static_cast<std::int64_t>(bytes.size()),
             .created = desk_.clock.now()}
        );
        desk_.database.write([&](connector::store::Connection& connection) {
            connector::store::Attachments(connection).replace_all_of(request_, files_);
        });
        desk_.files[base::AttachmentId(id)] = {200, {}, bytes};
    }

    static std::string path(int id) {
        return "/sup/requests/SUP-1/attachments/" + std::to_string(id);
    }

    PortalDesk desk_;
    base::RequestId request_ = desk_.request(1, desk_.ann);
    std::vector<connector::model::Attachment> files_;
    Browser ann_{desk_.router};
    Browser bob_{desk_.router};
};

TEST_F(AttachmentPage, ColleaguesGetWhatIsSharedAndTheAuditSaysSo) {
    EXPECT_EQ(bob_.get(path(7)).status, 404);
    Organization acme(desk_, 1, "Acme");
    acme.add(desk_.bob);
    EXPECT_EQ(bob_.get(path(7)).status, 404);

    desk_.share(request_, 1);

    EXPECT_EQ(bob_.get(path(7)).body, kPng);
    EXPECT_EQ(ann_.get(path(7)).body, kPng);
    const std::string by = " and contact_id = ";
    EXPECT_EQ(
        desk_.count(
            "audit where event = 'attachment.opened' and detail = 'attachment 7, as a colleague'" +
            by + std::to_string(desk_.bob.value())
        ),
        1
    );
    EXPECT_EQ(
        desk_.count(
            "audit where event = 'attachment.opened' and detail = 'attachment 7'" + by +
            std::to_string(desk_.ann.value())
        ),
        1
    );
    acme.remove(desk_.bob);
    EXPECT_EQ(bob_.get(path(7)).status, 404);
}

TEST_F(AttachmentPage, PictureIsShownInPlaceUnderItsOwnType) {
    const auto answer = ann_.get(path(7));

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, kPng);
    EXPECT_EQ(answer.stream->length, kPng.size());
    EXPECT_EQ(answer.content_type, "image/png");
    EXPECT_EQ(answer.cache_control, "private, no-store");
    EXPECT_EQ(header(answer, "Content-Security-Policy"), "sandbox; default-src 'none'");
    EXPECT_THAT(
        header(answer, "Content-Disposition"), HasSubstr("inline; filename=\"screen.png\"")
    );
}

TEST_F(AttachmentPage, WhatOnlySaysThatItIsAPictureIsADownload) {
    has(8, "page.png", "image/png", "<html><script>alert(1)</script></html>");
    has(9, "drawing.svg", "image/svg+xml", "<svg onload=alert(1)></svg>");
    has(10, "page.html", "text/html", "<script>alert(1)</script>");
    for (const int id : {8, 9, 10}) {
        const auto answer = ann_.get(path(id));
        EXPECT_EQ(answer.content_type, "application/octet-stream") << id;
        EXPECT_THAT(header(answer, "Content-Disposition"), HasSubstr("attachment; ")) << id;
        EXPECT_EQ(header(answer, "Content-Security-Policy"), "sandbox; default-src 'none'") << id;
    }
}

TEST_F(AttachmentPage, KnownDocumentKeepsItsType) {
    has(8, "a.pdf", "application/pdf", "%PDF-1.7 ...");

    EXPECT_EQ(ann_.get(path(8)).content_type, "application/pdf");
}

TEST_F(AttachmentPage, EmptyFileIsAFile) {
    has(8, "empty.txt", "text/plain", "");

    const auto answer = ann_.get(path(8));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.stream->length, 0U);
}

// SR-51
TEST_F(AttachmentPage, ForeignAndMissingAreOneAnswer) {
    const auto foreign = bob_.get(path(7));
    const auto missing = bob_.get("/sup/requests/SUP-1/attachments/99");
    const auto no_request = bob_.get("/sup/requests/SUP-99/attachments/7");
    const auto through_mine = bob_.get("/sup/requests/SUP-2/attachments/7");
    const auto no_number = bob_.get("/sup/requests/SUP-2/attachments/x");

    for (const auto* each : {&foreign, &missing, &no_request, &through_mine, &no_number}) {
        EXPECT_EQ(each->status, 404);
        EXPECT_THAT(each->body, Not(HasSubstr("PNG")));
    }
    EXPECT_TRUE(desk_.files_opened.empty());
}

TEST_F(AttachmentPage, VisitorSignsInFirst) {
    Browser nobody(desk_.router);

    EXPECT_EQ(nobody.get(path(7)).status, 303);
    EXPECT_TRUE(desk_.files_opened.empty());
}

TEST_F(AttachmentPage, FileThatJiraCannotGiveIsAFriendlyPage) {
    desk_.file_failure = base::Error{base::ErrorKind::Rejected, "a redirect", {}};

    const auto answer = ann_.get(path(7));
    EXPECT_EQ(answer.status, 502);
    EXPECT_THAT(answer.body, HasSubstr("could not be fetched"));
    EXPECT_THAT(answer.body, Not(HasSubstr("redirect")));
}

TEST_F(AttachmentPage, FileThatIsGoneIsNotFound) {
    desk_.files.clear();

    EXPECT_EQ(ann_.get(path(7)).status, 404);
}

TEST_F(AttachmentPage, ThreadListsFilesUnderTheirComment) {
    has(8, "re<port>.pdf", "application/pdf", "%PDF");
    const std::string page = ann_.get("/sup/requests/SUP-1").body;

    EXPECT_THAT(page, HasSubstr("<a class=\"file\" href=\"" + path(8) + "\">"));
    EXPECT_THAT(page, HasSubstr("re&lt;port&gt;.pdf"));
    EXPECT_THAT(page, HasSubstr(">PDF<"));
    EXPECT_THAT(page, HasSubstr("4 bytes"));
}

TEST_F(AttachmentPage, PictureInTheTextIsNotListedAgain) {
    auto request = desk_.request_of(request_);
    desk_.database.write([&](connector::store::Connection& connection) {
        connector::store::Comments comments(connection);
        auto comment = comments.find(base::CommentId(1)).value();
        comment.html = base::SafeHtml::trusted(
            "<p><" + base::image_slot({.id = 7, .alt = "screen.png", .width = 4, .height = 3}) +
            "></p>"
        );
        comments.save(comment);
    });
    desk_.save(request);
    const std::string page = ann_.get("/sup/requests/SUP-1").body;

    EXPECT_THAT(
        page,
        HasSubstr(
            "src=\"" + path(7) + "\" alt=\"screen.png\" width=\"4\" height=\"3\" loading=\"lazy\""
        )
    );
    EXPECT_THAT(page, Not(HasSubstr("data-attachment")));
    EXPECT_THAT(page, Not(HasSubstr("class=\"file\"")));
}

TEST(FileAnswer, PicturesAreKnownByTheirBytes) {
    EXPECT_EQ(picture_type(kPng), "image/png");
    EXPECT_EQ(picture_type("\xFF\xD8\xFF\xE0"), "image/jpeg");
    EXPECT_EQ(picture_type("GIF89a..."), "image/gif");
    EXPECT_EQ(picture_type("GIF87a..."), "image/gif");
    EXPECT_EQ(picture_type("RIFF....WEBPVP8 "), "image/webp");
    for (const char* other : {"", "PNG", "GIF88a", "RIFF....WAVE", "<svg", "<?xml", "%PDF", "BM"}) {
        EXPECT_FALSE(picture_type(other)) << other;
    }
}

TEST(FileAnswer, NamesSurviveInBothForms) {
    EXPECT_EQ(
        disposition("attachment", "Prüfung \"1\".pdf"),
        "attachment; filename=\"Pr__fung _1_.pdf\"; "
        "filename*=UTF-8''Pr%C3%BCfung%20%221%22.pdf"
    );
}

TEST(FileAnswer, NamesCannotPointElsewhereOrTurnAround) {
    EXPECT_THAT(
        disposition("attachment", "../a\\b\r\nX: y"), HasSubstr("filename=\".._a_b__X: y\"")
    );
    EXPECT_THAT(
        disposition("attachment", "a\xE2\x80\xAEgpj.exe"), HasSubstr("filename*=UTF-8''agpj.exe")
    );
    EXPECT_THAT(disposition("attachment", "\xE2\x80\xAE"), HasSubstr("filename=\"file\""));
}

TEST(FileList, EndingsAndSizesAreForReading) {
    using connector::portal::kind_of_file;
    const connector::portal::Reader reader;
    EXPECT_EQ(kind_of_file("a.b.pdf"), "PDF");
    EXPECT_EQ(kind_of_file("a"), "");
    EXPECT_EQ(kind_of_file("a."), "");
    EXPECT_EQ(kind_of_file("a.<b>"), "");
    EXPECT_EQ(kind_of_file("a.document"), "");
    EXPECT_EQ(reader.size(0), "0 bytes");
    EXPECT_EQ(reader.size(12'345), "12 kB");
    EXPECT_EQ(reader.size(3'400'000), "3.4 MB");
}

}  // namespace
}  // namespace tests
