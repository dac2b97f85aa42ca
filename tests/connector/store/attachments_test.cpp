#include "connector/store/attachments.hpp"

#include <gtest/gtest.h>

#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

using model::Attachment;

class StoredAttachments : public testing::Test {
protected:
    StoredAttachments() {
        comments_.save({
            .id = base::CommentId(1),
            .request = desk_.request,
            .author_name = "Agent Smith",
            .author_account = base::AccountId("account-agent"),
            .author = std::nullopt,
            .html = base::SafeHtml::paragraphs("hello"),
            .text = "hello",
            .created = desk_.clock.now(),
            .updated = desk_.clock.now(),
        });
    }

    Attachment attachment(int id, std::optional<int> comment = std::nullopt) {
        return {
            .id = base::AttachmentId(id),
            .request = desk_.request,
            .comment = comment ? std::optional(base::CommentId(*comment)) : std::nullopt,
            .file_name = "a.png",
            .media_type = "image/png",
            .size = 5,
            .created = desk_.clock.now()};
    }

    void replace(const std::vector<Attachment>& all) {
        attachments_.replace_all_of(desk_.request, all);
    }

    std::vector<Attachment> all() { return attachments_.of_request(desk_.request); }

    OpenStore desk_;
    store::Comments comments_{desk_.connection};
    store::Attachments attachments_{desk_.connection};
};

TEST_F(StoredAttachments, AreWhatWasSavedLast) {
    replace({attachment(7), attachment(8, 1)});
    EXPECT_EQ(all(), (std::vector{attachment(7), attachment(8, 1)}));

    Attachment renamed = attachment(8);
    renamed.file_name = "b.png";
    replace({renamed});
    EXPECT_EQ(all(), (std::vector{renamed}));
}

TEST_F(StoredAttachments, FirstTextThatShowsOneKeepsIt) {
    replace({attachment(7, 1), attachment(7)});

    EXPECT_EQ(all(), (std::vector{attachment(7, 1)}));
}

TEST_F(StoredAttachments, IsFoundInItsOwnRequestOnly) {
    const auto other = a_request(2, desk_.bob, desk_.clock.now());
    store::Requests(desk_.connection).save(other);
    replace({attachment(7)});

    EXPECT_EQ(attachments_.find(desk_.request, base::AttachmentId(7)), attachment(7));
    EXPECT_FALSE(attachments_.find(other.id, base::AttachmentId(7)));
    EXPECT_FALSE(attachments_.find(desk_.request, base::AttachmentId(8)));
}

TEST_F(StoredAttachments, GoWithTheirComment) {
    replace({attachment(7), attachment(8, 1)});
    comments_.remove(base::CommentId(1));

    EXPECT_EQ(all(), (std::vector{attachment(7)}));
}

TEST_F(StoredAttachments, GoWithTheirRequest) {
    replace({attachment(7), attachment(8, 1)});
    desk_.connection.run("delete from requests where id = $1", {desk_.request.value()});

    EXPECT_TRUE(all().empty());
}

}  // namespace
}  // namespace tests
