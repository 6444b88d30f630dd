// Layout of parsed Markdown: words are placed one after the other, each in its own font.
#include "app/gui/ui/markdown.h"

#include "app/gui/ui/images.h"
#include "app/gui/ui/reference.h"
#include "app/gui/ui/widgets.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

constexpr float line_factor = 1.45f;

struct Look {
    ImFont* font;
    float size;
    ImU32 colour;
};

Look look_of(const Ui& ui, MdRun::Style style, float size, MdTone tone) {
    const Theme& t = ui.theme;
    const ImU32 ink = tone == MdTone::dim ? t.dim : t.text;
    switch (style) {
    case MdRun::strong: return {ui.fonts.bold, size, ink};
    case MdRun::emphasis: return {ui.fonts.ui, size, ink};
    case MdRun::code: return {ui.fonts.code, size * 0.92f, ink};
    case MdRun::link: return {ui.fonts.ui, size, t.accent};
    case MdRun::plain: break;
    }
    return {tone == MdTone::heading ? ui.fonts.bold : ui.fonts.ui, size, ink};
}

// Places words in a box of a given width, top left at the cursor.
class Flow {
  public:
    Flow(const Ui& ui, float width, float size, MdTone tone)
        : ui_(ui), width_(width), size_(size), tone_(tone), origin_(ImGui::GetCursorScreenPos()),
          line_(ui.px(size) * line_factor) {}

    void add(const MdRun& run) {
        std::string_view s = run.text;
        while (!s.empty()) {
            if (s.front() == ' ') {
                place_word();
                space_ = true;
                s.remove_prefix(1);
                continue;
            }
            const size_t end = std::min(s.find(' '), s.size());
            word_.push_back(piece_of(run, s.substr(0, end)));
            s.remove_prefix(end);
        }
    }

    float height() const { return y_ + line_; }
    void finish() {
        place_word();
        ImGui::SetCursorScreenPos(origin_);
        ImGui::Dummy(ImVec2(width_, height()));
    }

  private:
    // What stands without a space between: `code`, and the comma behind it.
    struct Piece {
        const MdRun* run;
        Look look;
        std::string_view text;
        ImVec2 size;
        float pad;
        float width() const { return size.x + 2 * pad; }
    };

    Piece piece_of(const MdRun& run, std::string_view s) const {
        const Look look = look_of(ui_, run.style, size_, tone_);
        return {&run, look, s, text_size(ui_, look.font, look.size, s),
                run.style == MdRun::code ? ui_.px(3) : 0};
    }

    // No line begins with what belongs to the one before.
    void place_word() {
        float width = 0;
        for (const Piece& p : word_) width += p.width();
        if (word_.empty()) return;
        const float space = space_ && x_ > 0 ? text_size(ui_, ui_.fonts.ui, size_, " ").x : 0;
        if (x_ > 0 && x_ + space + width > width_)
            next_line();
        else
            x_ += space;
        space_ = false;
        for (const Piece& p : word_) {
            if (x_ > 0 && x_ + p.width() > width_) next_line(); // all of it is wider than the box
            if (p.width() > width_ && p.text.size() > 8) {
                broken(p);
                continue;
            }
            place(*p.run, p.look, p.text, p.size, p.pad);
            x_ += p.width();
        }
        word_.clear();
    }

    void next_line() {
        x_ = 0;
        y_ += line_;
    }

    // A word that is wider than the box, in pieces.
    void broken(const Piece& p) {
        std::string_view s = p.text;
        while (!s.empty()) {
            const char* rest = nullptr;
            p.look.font->CalcTextSizeA(ui_.px(p.look.size), width_ - ui_.px(6), 0, s.data(),
                                       s.data() + s.size(), &rest);
            const size_t cut = std::max<size_t>(static_cast<size_t>(rest - s.data()), 1);
            const std::string_view part = s.substr(0, cut);
            const ImVec2 size = text_size(ui_, p.look.font, p.look.size, part);
            if (x_ > 0) next_line();
            place(*p.run, p.look, part, size, 0);
            x_ += size.x;
            s.remove_prefix(part.size());
        }
    }

    void place(const MdRun& run, const Look& look, std::string_view s, ImVec2 size, float pad) {
        const ImVec2 at(origin_.x + x_ + pad, origin_.y + y_ + (line_ - size.y) / 2);
        ImDrawList* draw = ImGui::GetWindowDrawList();
        if (run.style == MdRun::code)
            draw->AddRectFilled(ImVec2(at.x - pad, at.y - ui_.px(1)),
                                ImVec2(at.x + size.x + pad, at.y + size.y + ui_.px(1)),
                                ui_.theme.raised, ui_.px(3));
        const int first = draw->VtxBuffer.Size;
        draw_text(ui_, look.font, look.size, at, look.colour, s);
        if (run.style == MdRun::emphasis) slant(draw, first, at.y + size.y * 0.8f);
        if (run.style != MdRun::link) return;
        const bool reference = run.target.starts_with(reference_prefix);
        underline(ImVec2(at.x, at.y + size.y), size.x, look.colour, reference);
        ImGui::SetCursorScreenPos(at);
        ImGui::PushID(s.data());
        if (ImGui::InvisibleButton(run.text.c_str(), size, ImGuiButtonFlags_EnableNav))
            follow(run.target);
        if (!reference)
            tip(ui_, run.target);
        else if (ImGui::IsItemHovered() || (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible))
            point_at(ui_.view, std::string_view(run.target).substr(reference_prefix.size()));
        ImGui::PopID();
    }

    // A reference has dots: it leads nowhere else.
    void underline(ImVec2 at, float width, ImU32 colour, bool dots) const {
        ImDrawList* draw = ImGui::GetWindowDrawList();
        const float dash = dots ? ui_.px(2) : width;
        for (float x = 0; x < width; x += 2 * dash)
            draw->AddLine(ImVec2(at.x + x, at.y), ImVec2(at.x + std::min(x + dash, width), at.y),
                          fade(colour, 0.6f), ui_.px(1));
    }

    void follow(const std::string& target) const {
        const auto open = ImGui::GetPlatformIO().Platform_OpenInShellFn;
        if (target.starts_with(reference_prefix))
            open_referenced_tab(ui_.view, std::string_view(target).substr(reference_prefix.size()));
        else if (target.starts_with("lesson:"))
            ui_.view.asked.push_back({"open " + target.substr(7), true});
        else if (open)
            open(ImGui::GetCurrentContext(), target.c_str());
    }

    // There is no italic font: the letters that were just drawn are pushed over.
    static void slant(ImDrawList* draw, int first, float base) {
        for (int i = first; i < draw->VtxBuffer.Size; i++) {
            ImVec2& p = draw->VtxBuffer[i].pos;
            p.x += (base - p.y) * 0.20f;
        }
    }

    const Ui& ui_;
    float width_, size_;
    MdTone tone_;
    ImVec2 origin_;
    float line_, x_ = 0, y_ = 0;
    bool space_ = false;
    std::vector<Piece> word_; // that is not placed yet
};

void flow(const Ui& ui, const std::vector<MdRun>& runs, float width, float size,
          MdTone tone = MdTone::text) {
    Flow f(ui, std::max(width, ui.px(24)), size, tone);
    for (const MdRun& run : runs) f.add(run);
    f.finish();
}

void draw_item(const Ui& ui, const MdBlock& block, float width) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float indent = ui.px(18 + 16.f * static_cast<float>(std::min(block.level, 4)));
    const float top = ui.px(font_normal) * (line_factor - 1.2f) / 2;
    draw_text(ui, ui.fonts.ui, font_normal, ImVec2(at.x + indent - ui.px(15), at.y + top),
              ui.theme.dim, block.marker);
    ImGui::SetCursorScreenPos(ImVec2(at.x + indent, at.y));
    flow(ui, block.runs, width - indent, font_normal);
    move_cursor(ImVec2(at.x, ImGui::GetCursorScreenPos().y));
}

void draw_quote(const Ui& ui, const MdBlock& block, float width) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::SetCursorScreenPos(ImVec2(at.x + ui.px(14), at.y));
    flow(ui, block.runs, width - ui.px(14), font_normal);
    const float bottom = ImGui::GetCursorScreenPos().y - ImGui::GetStyle().ItemSpacing.y;
    ImGui::GetWindowDrawList()->AddRectFilled(at, ImVec2(at.x + ui.px(3), bottom), ui.theme.section,
                                              ui.px(2));
    move_cursor(ImVec2(at.x, ImGui::GetCursorScreenPos().y));
}

void draw_code(const Ui& ui, const MdBlock& block, float width) {
    const std::string& s = block.runs.front().text;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size = text_size(ui, ui.fonts.code, font_code, s);
    const float pad = ui.px(9);
    const ImVec2 box(width, size.y + 2 * pad);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    draw->AddRectFilled(at, ImVec2(at.x + box.x, at.y + box.y), ui.theme.raised, ui.px(5));
    draw->PushClipRect(at, ImVec2(at.x + box.x - ui.px(4), at.y + box.y), true);
    draw_text(ui, ui.fonts.code, font_code, ImVec2(at.x + pad, at.y + pad), ui.theme.text, s);
    draw->PopClipRect();
    ImGui::Dummy(box);
}

void draw_table(const Ui& ui, const MdBlock& block, int id) {
    const int columns = static_cast<int>(block.rows.front().size());
    ImGui::PushID(id);
    if (columns > 0 && columns <= 16 &&
        ImGui::BeginTable("table", columns,
                          ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_SizingStretchProp)) {
        for (size_t r = 0; r < block.rows.size(); r++) {
            ImGui::TableNextRow();
            for (int c = 0; c < columns; c++) {
                ImGui::TableNextColumn();
                if (static_cast<size_t>(c) < block.rows[r].size())
                    flow(ui, block.rows[r][static_cast<size_t>(c)],
                         ImGui::GetContentRegionAvail().x, font_small,
                         r == 0 ? MdTone::heading : MdTone::text);
            }
        }
        ImGui::EndTable();
    }
    ImGui::PopID();
}

// Its words, in a box, while it is not here and where it will never be.
void draw_image_text(const Ui& ui, std::string_view alt, const std::string& note, float width) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float pad = ui.px(9), room = width - 2 * pad;
    const auto size = [&](float font, std::string_view words) {
        const std::string s = in_lines(ui.fonts.ui, ui.px(font), words, room);
        return ui.fonts.ui->CalcTextSizeA(ui.px(font), FLT_MAX, room, s.data(),
                                          s.data() + s.size());
    };
    const float middle = size(font_small, alt).y + ui.px(3);
    const ImVec2 box(width, middle + size(font_tiny, note).y + 2 * pad);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    draw->AddRectFilled(at, ImVec2(at.x + box.x, at.y + box.y), ui.theme.raised, ui.px(5));
    const auto put = [&](float font, float y, ImU32 colour, std::string_view words) {
        const std::string s = in_lines(ui.fonts.ui, ui.px(font), words, room);
        draw->AddText(ui.fonts.ui, ui.px(font), ImVec2(at.x + pad, at.y + pad + y), colour,
                      s.data(), s.data() + s.size(), room);
    };
    put(font_small, 0, ui.theme.text, alt);
    put(font_tiny, middle, ui.theme.dim, note);
    ImGui::Dummy(box);
}

void draw_image(const Ui& ui, const MdBlock& block, float width) {
    const MdRun& run = block.runs.front();
    Images::Image* image = ui.view.images->want(run.target, run.text);
    if (!image || !image->width) {
        const std::string note = !image                   ? "a lesson may not have so many images"
                                 : image->problem.empty() ? "The image is on its way."
                                                          : "No image: " + image->problem;
        return draw_image_text(ui, run.text, note, width);
    }
    const float own = ui.px(static_cast<float>(image->width));
    const float part = std::min(1.f, width / own);
    image->shown = ImVec2(own * part, ui.px(static_cast<float>(image->height)) * part);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 end(at.x + image->shown.x, at.y + image->shown.y);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    if (image->ready()) draw->AddImage(image->texture->GetTexRef(), at, end);
    draw->AddRect(at, end, ui.theme.line, 0, 0, ui.px(1));
    ImGui::Dummy(image->shown);
    tip(ui, run.text);
}

} // namespace

void draw_markdown_line(const Ui& ui, std::string_view text, float size, MdTone tone) {
    flow(ui, parse_runs(text), ImGui::GetContentRegionAvail().x, size, tone);
}

void draw_markdown(const Ui& ui, std::string_view source) {
    // Parsed again for each frame: narrations are short, and nothing has to be kept in step.
    const std::vector<MdBlock> blocks = parse_markdown(source);
    const float width = std::min(ImGui::GetContentRegionAvail().x, ui.px(680));
    int id = 0;
    for (const MdBlock& block : blocks) {
        switch (block.kind) {
        case MdBlock::heading:
            ImGui::Dummy(ui.px(0, 3));
            flow(ui, block.runs, width, block.level <= 1 ? font_title - 2 : font_normal + 1,
                 MdTone::heading);
            break;
        case MdBlock::item: draw_item(ui, block, width); break;
        case MdBlock::quote: draw_quote(ui, block, width); break;
        case MdBlock::code: draw_code(ui, block, width); break;
        case MdBlock::table: draw_table(ui, block, id); break;
        case MdBlock::image: draw_image(ui, block, width); break;
        case MdBlock::rule: ImGui::Separator(); break;
        case MdBlock::paragraph: flow(ui, block.runs, width, font_normal); break;
        }
        ImGui::Dummy(ui.px(0, block.kind == MdBlock::item ? 0.f : 3.f));
        id++;
    }
}

} // namespace lazymmu::gui
