/** The page's own words (not the bot's) in three languages. */

const LANGUAGES = ["ru", "uk", "en"];
const NAMES = { ru: "Русский", uk: "Українська", en: "English" };

/* key: [ru, uk, en] */
const WORDS = {
  sandbox: ["песочница", "пісочниця", "sandbox"],
  people: ["Люди", "Люди", "People"],
  allPeople: ["Все люди", "Усі люди", "All people"],
  search: ["Поиск", "Пошук", "Search"],
  addPerson: ["Добавить человека", "Додати людину", "Add a person"],
  editPerson: ["Изменить данные", "Змінити дані", "Edit details"],
  firstName: ["Имя", "Ім’я", "First name"],
  lastName: ["Фамилия", "Прізвище", "Last name"],
  username: ["Имя пользователя", "Ім’я користувача", "Username"],
  phone: ["Телефон", "Телефон", "Phone"],
  role: ["Подпись", "Підпис", "Label"],
  appLanguage: ["Язык приложения", "Мова застосунку", "App language"],
  light: ["Светлое", "Світле", "Light"],
  dark: ["Тёмное", "Темне", "Dark"],
  taps: ["Счётчик касаний", "Лічильник дотиків", "Tap counter"],
  tapsFlow: ["Действие", "Дія", "Flow"],
  tapsCount: ["Касаний", "Дотиків", "Taps"],
  tapsBudget: ["Норма", "Норма", "Budget"],
  tapsEmpty: ["Пока ничего не измерено: нажимайте кнопки в чатах.", "Поки нічого не виміряно: натискайте кнопки в чатах.", "Nothing measured yet: press buttons in the chats."],
  menu: ["Меню", "Меню", "Menu"],
  save: ["Сохранить", "Зберегти", "Save"],
  add: ["Добавить", "Додати", "Add"],
  cancel: ["Отмена", "Скасувати", "Cancel"],
  close: ["Закрыть", "Закрити", "Close"],
  ok: ["ОК", "ОК", "OK"],
  clock: ["Время песочницы", "Час пісочниці", "Sandbox time"],
  jump15: ["+15 мин", "+15 хв", "+15 min"],
  jump60: ["+1 час", "+1 год", "+1 hour"],
  jumpTomorrow: ["Завтра 9:00", "Завтра 9:00", "Tomorrow 9:00"],
  jumpFriday: ["Вечер пятницы", "Вечір п’ятниці", "Friday evening"],
  jumpMonday: ["Понедельник 9:00", "Понеділок 9:00", "Monday 9:00"],
  jumpTo: ["Перейти ко времени", "Перейти до часу", "Jump to a time"],
  jumping: ["Время идёт…", "Час минає…", "Time is moving…"],
  bot: ["бот", "бот", "bot"],
  typing: ["печатает", "друкує", "typing"],
  today: ["Сегодня", "Сьогодні", "Today"],
  yesterday: ["Вчера", "Учора", "Yesterday"],
  edited: ["изменено", "змінено", "edited"],
  unreadMessages: ["Непрочитанные сообщения", "Непрочитані повідомлення", "Unread messages"],
  unread: ["непрочитанных: {n}", "непрочитаних: {n}", "{n} unread"],
  earlier: ["Показать раньше", "Показати раніше", "Show earlier"],
  toBottom: ["К последним", "До останніх", "To the latest"],
  start: ["Старт", "Старт", "Start"],
  startHint: ["Здесь пока пусто. Нажмите «Старт», чтобы бот узнал об этом человеке.", "Тут поки порожньо. Натисніть «Старт», щоб бот дізнався про цю людину.", "Nothing here yet. Press Start so that the bot gets to know this person."],
  startPayload: ["Прийти по ссылке (?start=…)", "Прийти за посиланням (?start=…)", "Come by a link (?start=…)"],
  startLink: ["Ссылка или её код", "Посилання або його код", "Link or its code"],
  blockBot: ["Заблокировать бота", "Заблокувати бота", "Block the bot"],
  unblock: ["Разблокировать", "Розблокувати", "Unblock"],
  blocked: ["Бот заблокирован: его сообщения не доходят.", "Бота заблоковано: його повідомлення не доходять.", "The bot is blocked: its messages do not arrive."],
  openAs: ["Кто открывает ссылку?", "Хто відкриває посилання?", "Who opens the link?"],
  hide: ["Убрать с экрана", "Прибрати з екрана", "Hide"],
  message: ["Сообщение", "Повідомлення", "Message"],
  send: ["Отправить", "Надіслати", "Send"],
  commands: ["Команды", "Команди", "Commands"],
  keyboard: ["Клавиатура бота", "Клавіатура бота", "Bot keyboard"],
  attach: ["Прикрепить", "Прикріпити", "Attach"],
  photo: ["Фото", "Фото", "Photo"],
  sendAs: ["Отправить как", "Надіслати як", "Send as"],
  file: ["Файл", "Файл", "File"],
  ownContact: ["Мой контакт", "Мій контакт", "My contact"],
  otherContact: ["Чужой контакт", "Чужий контакт", "Someone’s contact"],
  contact: ["Контакт", "Контакт", "Contact"],
  location: ["Местоположение", "Місце", "Location"],
  forwarded: ["Пересланное", "Переслане", "Forwarded message"],
  viaBot: ["через @{name}", "через @{name}", "via @{name}"],
  forwardedFrom: ["Переслано от {name}", "Переслано від {name}", "Forwarded from {name}"],
  forwardName: ["От кого", "Від кого", "From whom"],
  text: ["Текст", "Текст", "Text"],
  voice: ["Голосовое", "Голосове", "Voice note"],
  seconds: ["Длительность, секунд", "Тривалість, секунд", "Length, seconds"],
  sticker: ["Стикер", "Стікер", "Sticker"],
  caption: ["Подпись", "Підпис", "Caption"],
  latitude: ["Широта", "Широта", "Latitude"],
  longitude: ["Долгота", "Довгота", "Longitude"],
  shareContact: ["Поделиться своим номером?", "Поділитися своїм номером?", "Share your phone number?"],
  shareContactText: ["Бот узнает ваш номер: {phone}", "Бот дізнається ваш номер: {phone}", "The bot will know your number: {phone}"],
  share: ["Поделиться", "Поділитися", "Share"],
  noPhone: ["У этого человека нет номера: впишите его в «Изменить данные».", "Ця людина не має номера: впишіть його в «Змінити дані».", "This person has no number: fill it in under Edit details."],
  reply: ["Ответить", "Відповісти", "Reply"],
  edit: ["Изменить", "Змінити", "Edit"],
  editing: ["Изменение сообщения", "Зміна повідомлення", "Editing"],
  remove: ["Удалить", "Видалити", "Delete"],
  copyText: ["Скопировать текст", "Скопіювати текст", "Copy text"],
  copied: ["Скопировано", "Скопійовано", "Copied"],
  download: ["Скачать", "Завантажити", "Download"],
  openPhoto: ["Открыть картинку", "Відкрити картинку", "Open the picture"],
  openMap: ["Открыть карту", "Відкрити мапу", "Open the map"],
  spoiler: ["Скрытый текст, нажмите", "Прихований текст, натисніть", "Hidden text, press to show"],
  expand: ["Развернуть цитату", "Розгорнути цитату", "Expand the quote"],
  play: ["Слушать", "Слухати", "Play"],
  reactions: ["Реакции", "Реакції", "Reactions"],
  chatWith: ["Чат: {name}", "Чат: {name}", "Chat: {name}"],
  me: ["Вы", "Ви", "You"],
  deleted: ["Сообщение удалено", "Повідомлення видалено", "Deleted message"],
  noAnswer: ["Бот не ответил на нажатие", "Бот не відповів на натискання", "The bot did not answer the press"],
  offline: ["Песочница не отвечает. Подключаемся…", "Пісочниця не відповідає. З’єднуємося…", "The sandbox does not answer. Reconnecting…"],
  failed: ["Не вышло: {why}", "Не вийшло: {why}", "Failed: {why}"],
  elsewhere: ["Эта кнопка работает только в Telegram", "Ця кнопка працює лише в Telegram", "This button works in Telegram only"],
  nobody: ["Пока никого нет", "Поки нікого немає", "Nobody here yet"],
  pick: ["Выберите человека слева", "Виберіть людину ліворуч", "Choose a person on the left"],
};

let language = 2;

export const languages = LANGUAGES.map((code) => ({ code, name: NAMES[code] }));

export function browserLanguage() {
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2));
  return wanted.find((code) => LANGUAGES.includes(code)) ?? "en";
}

export function useLanguage(code) {
  language = Math.max(0, LANGUAGES.indexOf(code));
  document.documentElement.lang = LANGUAGES[language];
}

export const currentLanguage = () => LANGUAGES[language];

/** The word for a key in the page's language; {name} places are filled from params. */
export function word(key, params = {}) {
  return WORDS[key][language].replace(/\{(\w+)\}/g, (_, name) => params[name]);
}
