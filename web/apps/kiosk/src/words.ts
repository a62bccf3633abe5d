// The kiosk's own words, both languages side by side, so that neither is forgotten.
import { createContext, use } from 'react'

export type Lang = 'zh' | 'en'

const WORDS = {
  welcome: ['欢迎您', 'Welcome'],
  welcomeHow: ['献血登记、健康征询和知情同意，都在这里完成，约 5 分钟', 'Check in, answer the health questions and read the consent here: about 5 minutes'],
  begin: ['开始', 'Begin'],
  other: ['English', '中文'],
  needHelp: ['呼叫工作人员', 'Call the staff'],
  helpComes: ['工作人员马上就来，请稍候', 'Somebody is on the way'],
  cancel: ['取消', 'Cancel'],
  back: ['上一步', 'Back'],
  next: ['下一步', 'Next'],
  whoTitle: ['请出示身份证或预约码', 'Show your identity card or your booking code'],
  cardTitle: ['刷身份证', 'Identity card'],
  cardHow: ['将身份证放在读卡器上', 'Lay the card on the reader'],
  cardAbsent: ['读卡器没有连接，请用其他方式或请工作人员帮助', 'The card reader is not connected: use another way or ask the staff'],
  cardReading: ['正在核对……', 'One moment …'],
  codeTitle: ['扫预约码', 'Booking code'],
  codeHow: ['打开献血者手机端的预约二维码，对准扫码口', 'Hold the code of your booking to the scanner'],
  codeCamera: ['用摄像头扫码', 'Scan with the camera'],
  codeStop: ['关闭摄像头', 'Close the camera'],
  codeType: ['或输入 8 位预约码', 'or type the 8 characters'],
  codeGo: ['确认', 'Go on'],
  deskTitle: ['工作人员登记', 'With the staff'],
  deskHow: ['第一次献血、没带证件，或想由人来办理', 'First donation, no document, or you would rather speak to somebody'],
  deskGo: ['取号并呼叫工作人员', 'Take a ticket and call the staff'],
  hello: ['您好，{name}', 'Hello, {name}'],
  yourTicket: ['您的号码', 'Your number'],
  isYou: ['是我本人，继续', 'That is me, go on'],
  notYou: ['不是我', 'That is not me'],
  bookingOnly: ['预约码不能代替证件：采血前工作人员会核对您的身份证', 'A booking code is no document: the staff will look at yours before the donation'],
  slotAt: ['预约时间 {time}', 'Booked for {time}'],
  faceTitle: ['用摄像头核对，还是由工作人员核对？', 'Checked by the camera or by the staff?'],
  faceAgree: ['我单独同意使用摄像头', 'I agree separately to the camera'],
  faceAgreeHow: ['比对后立即删除', 'Deleted right after the comparison'],
  faceStaff: ['工作人员核对', 'Checked by the staff'],
  faceStaffHow: ['同样有效，不影响献血', 'Just as good, no disadvantage'],
  faceLook: ['请看镜头', 'Please look at the camera'],
  faceLoading: ['正在准备……', 'Getting ready …'],
  faceCompare: ['拍照并比对', 'Compare now'],
  faceSame: ['比对一致', 'The faces agree'],
  faceUnsure: ['无法确定，请由工作人员核对', 'Nobody can say: the staff will look'],
  faceDifferent: ['与证件照片不一致，请由工作人员核对', 'Not like the picture of the document: the staff will look'],
  faceNoCamera: ['摄像头打不开，请由工作人员核对', 'The camera does not open: the staff will look'],
  faceNoPhoto: ['证件上没有读到照片，请由工作人员核对', 'No picture was read from the document: the staff will look'],
  faceHonest: ['它不能分辨照片和真人，最终由工作人员确认', 'It cannot tell a photograph from a living person; the staff decides'],
  question: ['第 {at} 题，约共 {of} 题', 'Question {at} of about {of}'],
  yes: ['是', 'Yes'],
  no: ['否', 'No'],
  unsure: ['不确定', 'Not sure'],
  year: ['年', 'Year'], month: ['月', 'Month'], dayOf: ['日', 'Day'],
  today: ['今天', 'Today'],
  confidential: ['只有医师能看到', 'Only the physician sees it'],
  writeHere: ['请在此填写', 'Write here'],
  answered: ['征询完成', 'All questions answered'],
  consentTitle: ['献血知情同意', 'Informed consent'],
  page: ['{at} / {of}', '{at} / {of}'],
  read: ['我已读完这一页', 'I have read this page'],
  choices: ['最后，请您选择', 'Your choice'],
  research: ['剩余样本可用于医学研究', 'The rest of a sample may serve medical research'],
  notice: ['愿意收到血液使用通知', 'I want news of the use of my blood'],
  agree: ['我已了解，自愿献血', 'I understand and give blood of my own will'],
  disagree: ['今天不献了', 'I do not give blood today'],
  goodbye: ['谢谢您来过', 'Thank you for coming'],
  goodbyeHow: ['您的登记已结束，没有人会问原因。', 'Your visit is closed. Nobody asks why.'],
  done: ['已完成，请候叫', 'Done. Please wait to be called'],
  doneHow: ['请记住您的号码，大屏幕和广播会叫号。采血前请准备好身份证，并在签名屏上手写签名。', 'Remember your number: the screen will call it. Have your document ready; you will sign by hand before the donation.'],
  deskWait: ['请稍候，工作人员会为您登记', 'Please wait: somebody will register you'],
  print: ['打印号码', 'Print the number'],
  finish: ['完成', 'Finish'],
  stillThere: ['您还在吗？', 'Are you still there?'],
  stillHow: ['{n} 秒后清除屏幕上的所有内容', 'Everything on this screen is cleared in {n} seconds'],
  here: ['我还在', 'I am here'],
  clearNow: ['立即清除', 'Clear now'],
  offline: ['网络不通，正在重试。也可以直接到服务台办理', 'No network, trying again. You may also go to the desk'],
  again: ['重试', 'Try again'],
  staffSignIn: ['工作人员登录自助终端', 'Staff: sign the kiosk in'],
  username: ['账号', 'Account'], password: ['密码', 'Password'], signIn: ['登录', 'Sign in'],
  houseCalled: ['请到', 'please go to'],
  houseNext: ['准备', 'Next'],
  houseWaiting: ['等候 {n} 人', '{n} waiting'],
  houseNone: ['现在没有叫号', 'Nobody is called now'],
  steps: ['步骤', 'Steps'],
  stepWho: ['身份', 'You'], stepAsk: ['征询', 'Questions'], stepConsent: ['同意', 'Consent'], stepDone: ['取号', 'Ticket'],
  camera: ['摄像头画面', 'Camera picture'],
} as const

export type Word = keyof typeof WORDS
export const LangContext = createContext<Lang>('zh')

/** A sentence in `lang`, its gaps filled. */
export function say(lang: Lang, word: Word, gaps: Record<string, string | number> = {}): string {
  const text: string = WORDS[word][lang === 'zh' ? 0 : 1]
  return text.replace(/\{(\w+)\}/g, (whole, gap: string) => String(gaps[gap] ?? whole))
}

/** The words of the language that the person chose. */
export function useSay() {
  const lang = use(LangContext)
  return {
    lang,
    t: (word: Word, gaps?: Record<string, string | number>) => say(lang, word, gaps),
    pick: (text: { zh: string; en: string }) => text[lang],
  }
}
