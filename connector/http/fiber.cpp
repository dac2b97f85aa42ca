#include "connector/http/fiber.hpp"

#include <array>
#include <cstring>
#include <list>
#include <utility>
#include <vector>

#include <boost/context/fiber.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>
#include <cxxabi.h>

#include "base/waiting.hpp"
#include "connector/http/sanitizer_switch.hpp"

namespace connector::http {
namespace {

constexpr std::size_t kStackBytes = 256U << 10U;
/// Beyond this many, free stacks are given back to the system: 64 MiB a thread stay at most.
constexpr std::size_t kMostFreeStacks = 256;

using boost::context::stack_context;

class StackStore {
public:
    StackStore() = default;
    StackStore(const StackStore&) = delete;
    StackStore& operator=(const StackStore&) = delete;

    ~StackStore() {
        for (stack_context& stack : free_) source_.deallocate(stack);
    }

    stack_context take() {
        if (free_.empty()) return source_.allocate();
        const stack_context stack = free_.back();
        free_.pop_back();
        return stack;
    }

    void give_back(stack_context stack) {
        if (free_.size() < kMostFreeStacks) return free_.push_back(stack);
        source_.deallocate(stack);
    }

    /// Stacks grow down from `sp`; the lowest page is the guard.
    static void* low_end(const stack_context& stack) {
        return static_cast<char*>(stack.sp) - stack.size + page_size();
    }

    static std::size_t page_size() { return boost::context::stack_traits::page_size(); }

private:
    boost::context::protected_fixedsize_stack source_{kStackBytes};
    std::vector<stack_context> free_;
};

/// What the C++ runtime keeps a thread about exceptions under way (Itanium ABI 2.2.2): a pointer
/// and a count. Each fiber has its own, or one waiting in a catch block would see another's.
class ExceptionState {
public:
    void swap_with_current() {
        std::array<std::byte, sizeof(void*) + sizeof(unsigned)> current{};
        void* place = abi::__cxa_get_globals();
        std::memcpy(current.data(), place, current.size());
        std::memcpy(place, kept_.data(), kept_.size());
        kept_ = current;
    }

private:
    std::array<std::byte, sizeof(void*) + sizeof(unsigned)> kept_{};
};

/// StackStore as Boost.Context wants to see it; also remembers the stack for the sanitizers.
struct StackSource {
    StackStore* store;
    SanitizerStack* seen;

    stack_context allocate() const {
        const stack_context stack = store->take();
        seen->bottom = StackStore::low_end(stack);
        seen->size = stack.size - StackStore::page_size();
        forget_marks(StackStore::low_end(stack), seen->size);
        return stack;
    }

    void deallocate(stack_context& stack) const { store->give_back(stack); }
};

}  // namespace

class FiberPool::Impl {
public:
    explicit Impl(Post post) : post_(std::move(post)) {}

    void run(Task body) {
        fibers_.emplace_front(*this, std::move(body));
        fibers_.front().place = fibers_.begin();
        go_on(fibers_.front());
    }

    [[nodiscard]] std::size_t active() const { return fibers_.size(); }

private:
    class Fiber final : public base::Suspender {
    public:
        Fiber(Impl& pool, Task body) : pool_(pool), body_(std::move(body)) {
            const TsanCreation creation(home_, own_);
            inside_ = boost::context::fiber(
                std::allocator_arg,
                StackSource{&pool.stacks_, &own_},
                [this](boost::context::fiber&& outside) noexcept {
                    return live(std::move(outside));
                }
            );
        }

        /// On the thread's own stack: runs the fiber until it waits (true) or has ended (false).
        bool enter() {
            before_switch(home_, own_, false);
            exceptions_.swap_with_current();
            inside_ = std::move(inside_).resume();
            exceptions_.swap_with_current();
            after_switch(home_, own_);
            if (inside_) return true;
            end_tsan(own_);
            return false;
        }

        void suspend(const std::function<void(base::Resume)>& start) override {
            // Resuming is posted to this very thread, so it cannot overtake the switch below.
            start([post = pool_.post_, pool = &pool_, fiber = this] {
                post([pool, fiber] { pool->go_on(*fiber); });
            });
            before_switch(own_, home_, false);
            outside_ = std::move(outside_).resume();
            after_switch(own_, home_);
        }

        std::list<Fiber>::iterator place;

    private:
        boost::context::fiber live(boost::context::fiber&& outside) noexcept {
            after_switch(own_, home_);
            outside_ = std::move(outside);
            {
                const base::SuspenderScope scope(*this);
                body_();
                body_ = nullptr;
            }
            before_switch(own_, home_, true);
            return std::move(outside_);
        }

        Impl& pool_;
        Task body_;
        SanitizerStack own_;
        SanitizerStack home_;
        ExceptionState exceptions_;
        boost::context::fiber inside_;   ///< where the fiber goes on
        boost::context::fiber outside_;  ///< where its thread goes on
    };

    void go_on(Fiber& fiber) {
        if (!fiber.enter()) fibers_.erase(fiber.place);
    }

    Post post_;
    StackStore stacks_;
    std::list<Fiber> fibers_;
};

FiberPool::FiberPool(Post post) : impl_(std::make_unique<Impl>(std::move(post))) {}

FiberPool::~FiberPool() = default;

void FiberPool::run(Task body) {
    impl_->run(std::move(body));
}

std::size_t FiberPool::active() const {
    return impl_->active();
}

}  // namespace connector::http
