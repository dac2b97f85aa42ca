#include "connector/portal/device_name.hpp"

#include <gtest/gtest.h>

namespace {

using connector::portal::device_name;

const connector::portal::Reader kReader;

TEST(DeviceName, SaysWhatAPersonWouldSay) {
    EXPECT_EQ(
        device_name(
            kReader,
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 "
            "Firefox/128.0"
        ),
        "Firefox on Windows"
    );
    EXPECT_EQ(
        device_name(
            kReader,
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
            "Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"
        ),
        "Edge on Windows"
    );
    EXPECT_EQ(
        device_name(
            kReader,
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/126.0.0.0 Mobile Safari/537.36"
        ),
        "Chrome on Android"
    );
    EXPECT_EQ(
        device_name(
            kReader,
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
        ),
        "Safari on iPhone"
    );
    EXPECT_EQ(
        device_name(
            kReader,
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, "
            "like Gecko) Version/17.5 Safari/605.1.15"
        ),
        "Safari on macOS"
    );
}

TEST(DeviceName, LeavesOutWhatItDoesNotKnow) {
    EXPECT_EQ(device_name(kReader, "Firefox"), "Firefox");
    EXPECT_EQ(device_name(kReader, "Lynx (Linux)"), "A browser on Linux");
    EXPECT_EQ(device_name(kReader, ""), "Unknown browser");
    EXPECT_EQ(device_name(kReader, "<script>alert(1)</script>"), "Unknown browser");
}

}  // namespace
