#pragma once

#include <cstddef>

// Tells the sanitizers that the stack is about to change; nothing at all in other builds.

#if defined(__SANITIZE_ADDRESS__)
#define JSM_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define JSM_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define JSM_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define JSM_TSAN 1
#endif
#endif

#ifdef JSM_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef JSM_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace connector::http {

/// One of the two stacks between which a fiber's run goes back and forth.
struct SanitizerStack {
    const void* bottom = nullptr;
    std::size_t size = 0;
    void* fake_stack = nullptr;
    void* tsan_fiber = nullptr;
};

/// Before leaving `from` for `to`. `ends`: nobody comes back to `from`.
inline void before_switch(
    [[maybe_unused]] SanitizerStack& from,
    [[maybe_unused]] const SanitizerStack& to,
    [[maybe_unused]] bool ends
) {
#ifdef JSM_ASAN
    __sanitizer_start_switch_fiber(ends ? nullptr : &from.fake_stack, to.bottom, to.size);
#endif
#ifdef JSM_TSAN
    __tsan_switch_to_fiber(to.tsan_fiber, 0);
#endif
}

/// First thing after having arrived on `here`; `left` learns where it lies.
inline void after_switch(
    [[maybe_unused]] const SanitizerStack& here, [[maybe_unused]] SanitizerStack& left
) {
#ifdef JSM_ASAN
    __sanitizer_finish_switch_fiber(here.fake_stack, &left.bottom, &left.size);
#endif
}

/// A stack that is used again still carries the marks of its last frames.
inline void forget_marks([[maybe_unused]] void* low, [[maybe_unused]] std::size_t size) {
#ifdef JSM_ASAN
    __asan_unpoison_memory_region(low, size);
#endif
}

/// Held while Boost.Context makes a fiber: that too visits the new stack.
class TsanCreation {
public:
    TsanCreation([[maybe_unused]] SanitizerStack& home, [[maybe_unused]] SanitizerStack& fiber)
        : home_(home) {
#ifdef JSM_TSAN
        home.tsan_fiber = __tsan_get_current_fiber();
        fiber.tsan_fiber = __tsan_create_fiber(0);
        __tsan_switch_to_fiber(fiber.tsan_fiber, 0);
#endif
    }

    ~TsanCreation() {
#ifdef JSM_TSAN
        __tsan_switch_to_fiber(home_.tsan_fiber, 0);
#endif
    }

    TsanCreation(const TsanCreation&) = delete;
    TsanCreation& operator=(const TsanCreation&) = delete;

private:
    [[maybe_unused]] SanitizerStack& home_;
};

inline void end_tsan([[maybe_unused]] SanitizerStack& fiber) {
#ifdef JSM_TSAN
    __tsan_destroy_fiber(fiber.tsan_fiber);
#endif
}

}  // namespace connector::http
