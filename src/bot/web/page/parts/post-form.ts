import { refusalSentence } from './client.ts'
import { failure } from './failure.ts'
import { tellSignedOut } from './signed-out.ts'

/**
 * Sends a form with files. XMLHttpRequest, because fetch does not tell how far an upload is.
 * @param onProgress the share that was sent, 0 to 1
 * @throws a Failure whose message can be shown
 */
export function postForm<Answer>(
  path: string,
  form: FormData,
  onProgress: (share: number) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onerror = () =>
      reject(failure(0, 'The upload was cut off. Check the connection and try again; nothing was kept.'))
    request.onload = () => {
      tellSignedOut(request.status)
      if (request.status < 300) resolve(JSON.parse(request.responseText) as Answer)
      else reject(failure(request.status, refusalSentence(request.status, request.responseText)))
    }
    request.send(form)
  })
}
