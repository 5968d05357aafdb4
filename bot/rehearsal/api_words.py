"""The official server's words for parameters that are missing or misshapen, and what tells union types apart."""

# What the official server says when one of these is missing or empty; others: `parameter "x" is required`.
MISSING = {
    "text": "message text is empty",
    "chat_id": "chat_id is empty",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "message_id": "message identifier is not specified",
    "file_id": "file_id not specified",
    "action": "wrong parameter action in request",
}
NOT_JSON = {
    "reply_markup": "can't parse reply keyboard markup JSON object",
    "link_preview_options": "can't parse link preview options JSON object",
    "reply_parameters": "can't parse reply parameters JSON object",
    "scope": "can't parse BotCommandScope JSON object",
}
WRONG_SHAPE = {
    "reply_markup": "object expected as reply markup",
    "link_preview_options": "object expected as link preview options",
    "reply_parameters": "object expected as reply parameters",
    "commands": "expected an Array of BotCommand",
    "media": "expected an Array of InputMedia",
    "scope": "can't parse BotCommandScope: BotCommandScope must be an Object",
}
LABELS = {
    "InlineKeyboardButton": "inline keyboard button",
    "KeyboardButton": "keyboard button",
    "InlineKeyboardMarkup": "reply markup",
    "ReplyKeyboardMarkup": "reply markup",
}
MAY_BE_EMPTY = {("setWebhook", "url")}
MARKUPS = {
    "inline_keyboard": "InlineKeyboardMarkup",
    "keyboard": "ReplyKeyboardMarkup",
    "remove_keyboard": "ReplyKeyboardRemove",
    "force_reply": "ForceReply",
}
# Objects of these unions say what they are in their field "type".
BY_TYPE_FIELD = {
    "photo": "InputMediaPhoto",
    "document": "InputMediaDocument",
    "audio": "InputMediaAudio",
    "video": "InputMediaVideo",
    "live_photo": "InputMediaLivePhoto",
    "default": "BotCommandScopeDefault",
    "all_private_chats": "BotCommandScopeAllPrivateChats",
    "all_group_chats": "BotCommandScopeAllGroupChats",
    "all_chat_administrators": "BotCommandScopeAllChatAdministrators",
    "chat": "BotCommandScopeChat",
    "chat_administrators": "BotCommandScopeChatAdministrators",
    "chat_member": "BotCommandScopeChatMember",
}
